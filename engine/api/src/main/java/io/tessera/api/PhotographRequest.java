package io.tessera.api;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Photographs to measure a model on.
 *
 * @param photographs folder with {@code images/}, {@code labels/} and {@code moods.tsv}
 * @param most photographs that are taken from it, in the order of their names
 * @param training folder of the same form that the model has learned from, to compare with
 * @param features weights of the pretrained network
 * @param sampling how tokens of renders are drawn
 * @param pictures folder for a row of pictures for each photograph: layout, photograph,
 *     reconstruction, and the renders
 */
public record PhotographRequest(
    Path photographs,
    int most,
    Optional<Path> training,
    Path features,
    SamplingConfig sampling,
    Schedule schedule,
    Optional<Path> pictures) {}
