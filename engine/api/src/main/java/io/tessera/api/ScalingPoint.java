package io.tessera.api;

/**
 * One measurement of how time or memory grows.
 *
 * @param series what is varied and what is measured
 * @param x the varied quantity
 * @param value what was measured
 * @param bound what the machine would allow at best, or the program's own estimate of memory; NaN
 *     where nothing is said
 * @param unit of value and bound
 */
public record ScalingPoint(String series, double x, double value, double bound, String unit) {}
