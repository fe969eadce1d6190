package io.tessera.api;

import org.jspecify.annotations.Nullable;

/**
 * What a model is worth on photographs that it has not learned from. Distances are in the features
 * of EfficientNet-Lite0; each kernel distance stands with its standard error. What a model has no
 * part for is null.
 *
 * @param n photographs measured on
 * @param renders pictures made from their layouts
 * @param reconPsnrDb of reconstructions, from the mean squared error over all of them
 * @param reconPerceptual mean difference of features of reconstruction and photograph, over the
 *     root mean square of each channel
 * @param reconKid kernel distance of the reconstructions to the photographs
 * @param renderKid the same of the renders
 * @param renderKidRecon the same of the renders to the reconstructions
 * @param layoutMiou mean intersection over union of the labels that the segmenter sees in renders
 *     with the layouts they were made from, 0..1
 * @param layoutMiouTrue the same for the photographs: what a render could reach
 * @param segmenterAccuracy share of the photographs' labelled pixels that the segmenter names right
 * @param nllBits mean negative log-likelihood of a token in bits, under the true ones before it
 * @param nllBitsTraining the same of photographs that were learned from; null where none are given
 * @param diversity root mean squared difference of two seeds' renders of one layout, of 255
 * @param nearestTraining mean distance of a render's middle to the nearest training crop, root mean
 *     squared difference at 16 × 16 pixels, of 255; null where no photographs are given
 * @param nearestHeldOut the same for the photographs
 */
public record PhotographReport(
    String model,
    int n,
    int renders,
    double reconPsnrDb,
    double reconPerceptual,
    double reconKid,
    double reconKidError,
    @Nullable Double renderKid,
    @Nullable Double renderKidError,
    @Nullable Double renderKidRecon,
    @Nullable Double layoutMiou,
    @Nullable Double layoutMiouTrue,
    @Nullable Double segmenterAccuracy,
    @Nullable Double nllBits,
    @Nullable Double nllBitsTraining,
    @Nullable Double diversity,
    @Nullable Double nearestTraining,
    @Nullable Double nearestHeldOut,
    double seconds) {}
