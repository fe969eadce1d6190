package io.tessera.api;

import java.util.List;
import java.util.Map;

/**
 * What was measured, and what follows from it.
 *
 * @param rows one per case
 * @param ratios how much faster than the original's way in float32: {@code exact}, {@code
 *     strided:N} and {@code strided:NxM} by tokens, {@code decode} by pixels; best precision each
 * @param decodePeakMb largest resident memory of the process while a picture of 1280 × 832 is
 *     decoded, in 10^6 bytes, in the best precision; 0 where the system does not tell
 * @param precision the fastest of floats for sampling with the default schedule
 * @param schedule recommended on this machine
 */
public record BenchReport(
    String processor,
    int threads,
    String device,
    String shape,
    List<BenchRow> rows,
    Map<String, Double> ratios,
    double decodePeakMb,
    String precision,
    String schedule) {}
