package io.tessera.engine.sampling;

/**
 * One sampled cell.
 *
 * @param logProbability natural logarithm, under the model itself (temperature 1, nothing dropped)
 */
public record SampledToken(int row, int column, int token, float logProbability) {}
