package io.tessera.api;

/**
 * What a schedule's pictures are worth.
 *
 * @param nllBits mean of -log2 p of the tokens, each seen as the reference schedule sees it
 * @param layoutMiou mean IoU of the labels that the segmenter reads off the pictures
 * @param tokensPerSecond of sampling, in this run
 */
public record ScheduleRow(
    String schedule, double nllBits, double layoutMiou, double tokensPerSecond) {}
