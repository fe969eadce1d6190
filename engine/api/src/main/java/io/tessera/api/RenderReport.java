package io.tessera.api;

import java.util.List;

/**
 * What a render took.
 *
 * @param meanNllBits mean of -log2 p of the tokens that this render drew, under the model itself
 * @param edgeMismatch how badly a completion joins its source, 0 to 255; 0 for other renders
 * @param peakRssMb largest resident memory of the process so far, in 10^6 bytes
 * @param avoidedKernels a line for each kind of kernel that is wrong on this processor and was not
 *     used
 */
public record RenderReport(
    String model,
    String device,
    String precision,
    int threads,
    String schedule,
    int width,
    int height,
    int tokens,
    double secondsLoad,
    double secondsSampling,
    double secondsDecode,
    double tokensPerSecond,
    double meanNllBits,
    double edgeMismatch,
    long peakRssMb,
    List<String> avoidedKernels) {
  public RenderReport {
    avoidedKernels = List.copyOf(avoidedKernels);
  }
}
