package io.tessera.engine.training;

/**
 * The original's {@code LambdaWarmUpCosineScheduler}: from {@code start} straight to {@code max},
 * then along a cosine to {@code min}. The Gumbel quantiser's temperature follows it.
 *
 * @param warmUp steps of the straight part
 * @param decay step at which {@code min} is reached
 */
record WarmUpCosine(double start, double max, double min, long warmUp, long decay) {
  /** Value at a step, 0 for the first. */
  double at(long step) {
    if (step < warmUp) {
      return start + (max - start) / warmUp * step;
    }
    double t = Math.min(1, (double) (step - warmUp) / (decay - warmUp));
    return min + 0.5 * (max - min) * (1 + Math.cos(t * Math.PI));
  }
}
