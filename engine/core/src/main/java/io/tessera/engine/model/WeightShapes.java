package io.tessera.engine.model;

import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.FirstStageConfig.Kind;
import io.tessera.engine.checkpoint.GptConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The weights that a configuration calls for: every name of the original's state_dict with its
 * shape, in its order.
 */
public final class WeightShapes {
  private static final int DETAIL_BLOCKS = 6;

  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  private WeightShapes() {}

  /** Encoder, decoder, quantiser and the two 1×1 convolutions between them. */
  public static Map<String, long[]> of(FirstStageConfig config) {
    WeightShapes s = new WeightShapes();
    DdConfig dd = config.dd();
    s.encoder(dd);
    s.decoder(dd);
    if (config.kind() == Kind.GUMBEL) {
      s.conv("quantize.proj", dd.zChannels(), config.nEmbed(), 1);
      s.put("quantize.embed.weight", config.nEmbed(), config.embedDim());
    } else if (config.kind().hasCodes()) {
      s.put("quantize.embedding.weight", config.nEmbed(), config.embedDim());
    }
    int moments = dd.doubleZ() ? 2 : 1;
    s.conv("quant_conv", moments * dd.zChannels(), moments * config.embedDim(), 1);
    s.conv("post_quant_conv", config.embedDim(), dd.zChannels(), 1);
    if (dd.texture() > 0) {
      s.texture(config.embedDim(), dd.texture(), dd.factor() / 4);
    }
    if (dd.detail() > 0) {
      s.detail(config.embedDim(), dd.detail(), dd.factor() / 4);
    }
    return s.shapes;
  }

  /** Embeddings, blocks and head, without the mask buffers. */
  public static Map<String, long[]> of(GptConfig c) {
    WeightShapes s = new WeightShapes();
    s.put("pos_emb", 1, c.blockSize(), c.nEmbd());
    s.put("tok_emb.weight", c.vocabSize(), c.nEmbd());
    for (int i = 0; i < c.nLayer(); i++) {
      String p = "blocks." + i + ".";
      s.norm(p + "ln1", c.nEmbd());
      s.norm(p + "ln2", c.nEmbd());
      for (String part : new String[] {"key", "query", "value", "proj"}) {
        s.linear(p + "attn." + part, c.nEmbd(), c.nEmbd());
      }
      s.linear(p + "mlp.0", c.nEmbd(), 4 * c.nEmbd());
      s.linear(p + "mlp.2", 4 * c.nEmbd(), c.nEmbd());
    }
    s.norm("ln_f", c.nEmbd());
    s.put("head.weight", c.vocabSize(), c.nEmbd());
    return s.shapes;
  }

  private void encoder(DdConfig dd) {
    int levels = dd.chMult().size();
    conv("encoder.conv_in", dd.inChannels() * dd.patch() * dd.patch(), dd.ch(), 3);
    int channels = dd.ch();
    int resolution = dd.resolution() / dd.patch();
    for (int l = 0; l < levels; l++) {
      String p = "encoder.down." + l;
      channels =
          level(
              p,
              channels,
              dd.ch() * dd.chMult().get(l),
              dd.numResBlocks(),
              dd.attnResolutions().contains(resolution));
      if (l < levels - 1) {
        conv(p + ".downsample.conv", channels, channels, 3);
        resolution /= 2;
      }
    }
    mid("encoder", channels);
    norm("encoder.norm_out", channels);
    conv("encoder.conv_out", channels, dd.doubleZ() ? 2 * dd.zChannels() : dd.zChannels(), 3);
  }

  private void decoder(DdConfig dd) {
    int levels = dd.chMult().size();
    int channels = dd.ch() * dd.chMult().getLast();
    int resolution = dd.resolution() / dd.factor();
    conv("decoder.conv_in", dd.zChannels(), channels, 3);
    mid("decoder", channels);
    for (int l = levels - 1; l >= 0; l--) {
      String p = "decoder.up." + l;
      channels =
          level(
              p,
              channels,
              dd.ch() * dd.chMult().get(l),
              dd.numResBlocks() + 1,
              dd.attnResolutions().contains(resolution));
      if (l > 0) {
        conv(p + ".upsample.conv", channels, (dd.subpixel() ? 4 : 1) * channels, 3);
        resolution *= 2;
      }
    }
    norm("decoder.norm_out", channels);
    conv("decoder.conv_out", channels, dd.outCh() * dd.patch() * dd.patch(), 3);
  }

  /** Tells texture from entries and picture; what it tells has places of 4 × 4 pixels. */
  private void texture(int entry, int channels, int places) {
    entries("texture.", entry, 2 * channels);
    conv("texture.up", 2 * channels, channels * places * places, 1);
    conv("texture.picture", 3 * 4 * 4, channels, 3);
    blocks("texture.", channels, 2);
    conv("texture.conv_out", channels, 9, 3);
  }

  /** Adds detail, from entries, decoded picture and noise, first on places of 4 × 4 pixels. */
  private void detail(int entry, int channels, int places) {
    entries("detail.", entry, 2 * channels);
    conv("detail.places", 2 * channels, channels * places * places, 1);
    conv("detail.picture", 4 * 4 * 4, channels, 3);
    blocks("detail.", channels, DETAIL_BLOCKS);
    int fine = channels / 2;
    conv("detail.up", channels, 4 * fine, 3);
    convs("detail.fine", fine);
    conv("detail.conv_out", fine, 3 * 2 * 2, 3);
  }

  /** What is drawn over begins with the entries, one place a token. */
  private void entries(String p, int entry, int channels) {
    conv(p + "conv_in", entry, channels, 3);
    convs(p + "coarse", channels);
  }

  private void blocks(String p, int channels, int count) {
    for (int b = 0; b < count; b++) {
      convs(p + "block." + b, channels);
    }
  }

  private void convs(String p, int channels) {
    conv(p + ".conv1", channels, channels, 3);
    conv(p + ".conv2", channels, channels, 3);
  }

  private int level(String p, int in, int out, int blocks, boolean attention) {
    int channels = in;
    for (int b = 0; b < blocks; b++) {
      block(p + ".block." + b, channels, out);
      channels = out;
      if (attention) {
        attention(p + ".attn." + b, channels);
      }
    }
    return channels;
  }

  private void mid(String p, int channels) {
    block(p + ".mid.block_1", channels, channels);
    attention(p + ".mid.attn_1", channels);
    block(p + ".mid.block_2", channels, channels);
  }

  private void block(String p, int in, int out) {
    norm(p + ".norm1", in);
    conv(p + ".conv1", in, out, 3);
    norm(p + ".norm2", out);
    conv(p + ".conv2", out, out, 3);
    if (in != out) {
      conv(p + ".nin_shortcut", in, out, 1);
    }
  }

  private void attention(String p, int channels) {
    norm(p + ".norm", channels);
    for (String part : new String[] {"q", "k", "v", "proj_out"}) {
      conv(p + "." + part, channels, channels, 1);
    }
  }

  private void conv(String p, int in, int out, int kernel) {
    put(p + ".weight", out, in, kernel, kernel);
    put(p + ".bias", out);
  }

  private void linear(String p, int in, int out) {
    put(p + ".weight", out, in);
    put(p + ".bias", out);
  }

  private void norm(String p, int channels) {
    put(p + ".weight", channels);
    put(p + ".bias", channels);
  }

  private void put(String name, long... shape) {
    shapes.put(name, shape);
  }
}
