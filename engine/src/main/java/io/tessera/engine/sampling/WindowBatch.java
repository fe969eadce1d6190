package io.tessera.engine.sampling;

import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Samples many pictures of exactly one window at once: the window stands still, so every step is
 * one cached step of the whole batch. The tokens are those that {@link Sampler} draws one by one.
 */
public final class WindowBatch {
  private final Transformer transformer;
  private final TokenSampler tokenSampler;
  private final int limit;

  /**
   * @param limit tokens at or above this are never drawn (entries of the codebook)
   */
  public WindowBatch(Transformer transformer, TokenSampler tokenSampler, int limit) {
    this.transformer = transformer;
    this.tokenSampler = tokenSampler;
    this.limit = limit;
  }

  /**
   * One picture for each condition.
   *
   * @param conditions with a grid each, all of one square size that fits the window
   * @param guidance how far to go beyond the conditions, if at all; its open condition goes for all
   * @param seeds as many
   */
  public List<TokenGrid> sample(
      List<ConditionTokens> conditions, Optional<Guidance> guidance, long[] seeds) {
    int size = conditions.getFirst().grid().orElseThrow().rows();
    int before = conditions.getFirst().length(size);
    int count = conditions.size();
    List<ConditionTokens> all = new ArrayList<>(conditions);
    guidance.ifPresent(g -> all.addAll(Collections.nCopies(count, g.without())));
    int[][] tokens = new int[count][size * size];
    float[] logits =
        transformer.prefill(new HostTensor.Longs(ids(all, before), all.size(), before));
    int vocabulary = logits.length / all.size();
    for (int cell = 0; cell < size * size; cell++) {
      if (cell > 0) {
        long[] last = new long[all.size()];
        for (int b = 0; b < last.length; b++) {
          last[b] = tokens[b % count][cell - 1];
        }
        logits = transformer.step(new HostTensor.Longs(last, last.length, 1), before + cell - 1);
      }
      for (int b = 0; b < count; b++) {
        float[] drawn = row(logits, b, vocabulary);
        if (guidance.isPresent()) {
          float[] both = Arrays.copyOf(drawn, 2 * vocabulary);
          System.arraycopy(logits, (count + b) * vocabulary, both, vocabulary, vocabulary);
          drawn = guidance.get().apply(both);
        }
        double u = CounterRandom.uniform(seeds[b], cell / size, cell % size, 0);
        float[] allowed = drawn.length > limit ? Arrays.copyOf(drawn, limit) : drawn;
        tokens[b][cell] = tokenSampler.draw(allowed, u);
      }
    }
    return Arrays.stream(tokens).map(t -> new TokenGrid(size, size, t)).toList();
  }

  private static float[] row(float[] logits, int row, int width) {
    return Arrays.copyOfRange(logits, row * width, (row + 1) * width);
  }

  private static long[] ids(List<ConditionTokens> conditions, int before) {
    long[] ids = new long[conditions.size() * before];
    int at = 0;
    for (ConditionTokens c : conditions) {
      for (int word : c.prefix()) {
        ids[at++] = word;
      }
      for (int token : c.grid().orElseThrow().tokens()) {
        ids[at++] = token;
      }
    }
    return ids;
  }
}
