package io.tessera.engine.checkpoint;

import io.tessera.api.TokenOrder;

/**
 * A transformer, {@code taming.modules.transformer.mingpt.GPT}.
 *
 * @param vocabSize entries of the token embedding and of the logits
 * @param blockSize longest sequence, in tokens
 * @param nUnmasked leading tokens that all see one another
 * @param order in which the picture tokens of its window come
 */
public record GptConfig(
    int vocabSize,
    int blockSize,
    int nLayer,
    int nHead,
    int nEmbd,
    int nUnmasked,
    double embdPdrop,
    double residPdrop,
    double attnPdrop,
    TokenOrder order)
    implements ModelConfig {

  static final String TARGET = "taming.modules.transformer.mingpt.GPT";

  static GptConfig of(String target, ConfigNode p) {
    if (!target.equals(TARGET)) {
      throw p.fault("has the unknown transformer '" + target + "'");
    }
    GptConfig c =
        new GptConfig(
            p.get("vocab_size").positive(),
            p.get("block_size").positive(),
            p.get("n_layer").positive(),
            p.get("n_head").positive(),
            p.get("n_embd").positive(),
            p.get("n_unmasked").integer(0),
            p.get("embd_pdrop").number(0),
            p.get("resid_pdrop").number(0),
            p.get("attn_pdrop").number(0),
            TokenOrder.RASTER);
    if (c.nEmbd % c.nHead != 0) {
      throw p.get("n_embd")
          .fault("should be a multiple of n_head, not " + c.nEmbd + " / " + c.nHead);
    }
    if (c.nUnmasked < 0 || c.nUnmasked > c.blockSize) {
      throw p.get("n_unmasked").fault("should be between 0 and block_size");
    }
    return c;
  }

  /** The same with its tokens in another order. */
  GptConfig in(TokenOrder other) {
    return new GptConfig(
        vocabSize,
        blockSize,
        nLayer,
        nHead,
        nEmbd,
        nUnmasked,
        embdPdrop,
        residPdrop,
        attnPdrop,
        other);
  }
}
