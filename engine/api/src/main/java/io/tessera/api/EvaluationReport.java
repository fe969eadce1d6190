package io.tessera.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model is worth, measured on pictures that it has not learned from. What a model has no
 * part for is null.
 *
 * @param layoutMiou mean intersection over union, over all labels in the layouts, of what the
 *     segmenter sees in the renders with what was painted, 0..1
 * @param segmenterMiou the same for the true pictures: the most that a render could reach
 * @param reconstructionMiou the same for the true pictures through the codebook and back
 * @param conditionMiou the same for the layout through its own codebook and back: labels that get
 *     lost there cannot be told to the transformer
 * @param iouByLabel of the renders, by the label's number in two digits
 * @param segmenterIouByLabel the same for the true pictures
 * @param reconstructionIouByLabel the same for the true pictures through the codebook and back
 * @param conditionIouByLabel the same for the layout through its own codebook and back
 * @param figureIou of figures alone, for models that are told figures: where the segmenter sees
 *     people in the renders, and where the scene had them
 * @param segmenterFigureIou the same for the true pictures: the most that a render could reach
 * @param psnrDb of reconstructions, from the mean squared error over all of them
 * @param ssim mean of reconstructions
 * @param codebookUsed share of the entries that occur in the pictures' tokens
 * @param perplexity of the entries in the pictures' tokens
 * @param fid Fréchet distance of the renders to the true pictures (Heusel et al. 2017), in the
 *     features named by {@code fidFeatures}; only what was measured on as many pictures, by the
 *     same features, can be compared
 * @param reconstructionFid the same for the true pictures through the codebook and back; null for
 *     fewer than two pictures
 * @param fidFeatures file name of the network that told the features, or {@code segmenter}
 * @param nllBits mean negative log-likelihood of a token, in bits, under the true ones before it
 * @param diversity root mean squared difference of two seeds' renders of one layout, of 255
 * @param nearestTraining mean distance of a render to the nearest of the training crops that were
 *     looked at, root mean squared difference at 16 × 16 pixels, of 255
 * @param nearestHeldOut the same for true pictures that were not learned from
 * @param scenes pictures measured on
 */
public record EvaluationReport(
    String model,
    @Nullable Double layoutMiou,
    @Nullable Double segmenterMiou,
    @Nullable Double reconstructionMiou,
    @Nullable Double conditionMiou,
    Map<String, Double> iouByLabel,
    Map<String, Double> segmenterIouByLabel,
    Map<String, Double> reconstructionIouByLabel,
    Map<String, Double> conditionIouByLabel,
    @Nullable Double figureIou,
    @Nullable Double segmenterFigureIou,
    double psnrDb,
    double ssim,
    double codebookUsed,
    double perplexity,
    @Nullable Double fid,
    @Nullable Double reconstructionFid,
    String fidFeatures,
    @Nullable Double nllBits,
    @Nullable Double diversity,
    @Nullable Double nearestTraining,
    @Nullable Double nearestHeldOut,
    int scenes,
    long seed,
    double seconds) {}
