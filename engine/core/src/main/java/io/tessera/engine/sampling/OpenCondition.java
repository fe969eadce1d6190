package io.tessera.engine.sampling;

import io.tessera.api.TokenGrid;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.torch.HostTensor;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The condition left open, which guidance reads in front of every window beside the real one. Where
 * every window sees the same of it, its keys and values are computed once and stay in the slots.
 */
final class OpenCondition {
  /** Tokens whose keys and values are there; the condition's last is left for the first step. */
  private final int length;

  /**
   * Computes keys and values for all of a plan's slots.
   *
   * @param voices those without their condition
   */
  OpenCondition(Transformer transformer, Sequences sequences, Voices voices, int slots) {
    this.length = sequences.before - 1;
    long[] ids = new long[length];
    sequences.put(voices.from(), new Run(0, 0, List.of(), 0), -1, 0, length, ids, 0);
    long[] all =
        LongStream.range(0, slots).flatMap(s -> LongStream.of(voices.slots((int) s))).toArray();
    transformer.share(new HostTensor.Longs(ids, 1, length), all);
  }

  /** Whether every window sees the same of a condition. */
  static boolean isAlikeEverywhere(ConditionTokens condition) {
    return condition.grid().map(TokenGrid::isUniform).orElse(true);
  }

  int length() {
    return length;
  }
}
