package io.tessera.engine.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/** Work on things of one kind together, whatever order they come in. */
final class Alike {
  private Alike() {}

  /**
   * The results for 0 .. {@code count} - 1, in that order.
   *
   * @param kind of each; equal ones are worked on together
   * @param work on some of a kind, at most {@code most}; one result for each of them
   */
  static <K, R> List<R> together(
      int count, int most, IntFunction<K> kind, BiFunction<K, List<Integer>, List<R>> work) {
    Map<K, List<Integer>> kinds = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      kinds.computeIfAbsent(kind.apply(i), k -> new ArrayList<>()).add(i);
    }
    List<R> results = new ArrayList<>(Collections.nCopies(count, null));
    kinds.forEach(
        (k, places) -> {
          for (int n = 0; n < places.size(); n += most) {
            List<Integer> some = places.subList(n, Math.min(places.size(), n + most));
            List<R> made = work.apply(k, some);
            for (int i = 0; i < some.size(); i++) {
              results.set(some.get(i), made.get(i));
            }
          }
        });
    return List.copyOf(results);
  }
}
