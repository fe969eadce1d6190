package io.tessera.api;

/**
 * A token and where it belongs.
 *
 * @param picture index among the pictures that are sampled together
 * @param logProbability natural logarithm of its probability under the model (temperature 1, no
 *     top-k)
 */
public record SampledToken(int picture, int row, int column, int token, float logProbability) {}
