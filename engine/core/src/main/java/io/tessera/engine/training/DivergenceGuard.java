package io.tessera.engine.training;

import io.tessera.api.fault.InputException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Watches the losses of a run. A step whose loss or gradient is no number has changed nothing and
 * is told; many in a row, or a loss far above the best it has been, mean that the run diverges.
 */
final class DivergenceGuard {
  private static final int MOST_IN_A_ROW = 10;
  private static final double INERTIA = 0.98;
  private static final int SETTLED = 50;
  private static final double WORSE = 1.5;
  private static final double DIVERGED = 4;

  private int skipped;
  private int inARow;
  private long seen;
  private double average;
  private double best = Double.POSITIVE_INFINITY;

  /**
   * Takes the terms of a step.
   *
   * @return what to tell, if the step was skipped
   * @throws InputException if the run diverges
   */
  Optional<String> watch(long step, Map<String, Double> terms) {
    double loss = loss(terms);
    if (terms.containsKey("skipped") || !Double.isFinite(loss)) {
      skipped++;
      if (++inARow >= MOST_IN_A_ROW) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "the last %d steps up to %d gave no finite loss or gradient: the run diverges; lower the learning rate and --resume from the last good state",
                inARow,
                step));
      }
      return Optional.of(
          String.format(
              Locale.ROOT,
              "step %d skipped: its loss or gradient is no number (%d so far)",
              step,
              skipped));
    }
    inARow = 0;
    average = seen++ == 0 ? loss : INERTIA * average + (1 - INERTIA) * loss;
    if (seen > SETTLED) {
      best = Math.min(best, average);
      if (average > DIVERGED * best) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "the loss has risen from %.4g to %.4g by step %d: the run diverges; lower the learning rate and --resume from the last good state",
                best,
                average,
                step));
      }
    }
    return Optional.empty();
  }

  /** Whether the state is worth keeping. */
  boolean isHealthy() {
    return inARow == 0 && (seen <= SETTLED || average <= WORSE * best);
  }

  /** What measures how well a model does; the adversary's share goes up and down by design. */
  private static double loss(Map<String, Double> terms) {
    for (String name : new String[] {"rec_loss", "bce_loss", "loss", "total_loss"}) {
      if (terms.containsKey(name)) {
        return terms.get(name);
      }
    }
    return 0;
  }
}
