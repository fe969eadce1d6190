package io.tessera.engine.evaluation;

import io.tessera.api.PhotographReport;
import io.tessera.api.PhotographRequest;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.api.image.Tiles;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.PretrainedFeatures;
import io.tessera.engine.model.Segmenter;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.EvaluationData;
import io.tessera.engine.training.EvaluationData.Photograph;
import io.tessera.engine.training.EvaluationData.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures a model on whole photographs: how they come back from the codebook, and what is made of
 * their layouts.
 */
public final class PhotographEvaluation {
  /** Height or width, whichever is less, that photographs are brought to, in pixels. */
  private static final int SHORT_SIDE = 544;

  /** Renders of each layout: seeds 1, 2, 3. */
  private static final int SEEDS = 3;

  /** Windows of each photograph that the likelihood is measured on. */
  private static final int WINDOWS = 4;

  /** Side of what is compared with training crops, in pixels. */
  private static final int CROP = 256;

  private static final int TRAINING_PHOTOGRAPHS = 30;

  private final ModelBundle model;
  private final Segmenter segmenter;
  private final PretrainedFeatures features;
  private final PhotographRequest request;
  private final Consumer<String> progress;
  private final Consumer<String> notices;
  private final FirstStage stage;

  /**
   * @param progress takes a line about what is being done
   * @param notices takes a line for every file that is skipped
   */
  public PhotographEvaluation(
      ModelBundle model,
      Segmenter segmenter,
      PretrainedFeatures features,
      PhotographRequest request,
      Consumer<String> progress,
      Consumer<String> notices) {
    this.model = model;
    this.segmenter = segmenter;
    this.features = features;
    this.request = request;
    this.progress = progress;
    this.notices = notices;
    this.stage = model.firstStage();
    if (stage.config().dd().inChannels() != 3) {
      throw new InputException(
          "the model '" + model.folder().name() + "' makes no colour pictures to evaluate");
    }
    if (layouts() && layoutLabels() < segmenter.labels()) {
      throw new InputException(
          "the model '"
              + model.folder().name()
              + "' knows other labels than the segmenter; photographs cannot be measured with it");
    }
  }

  private boolean layouts() {
    return Conditions.areLayouts(model);
  }

  private int layoutLabels() {
    Net2NetConfig c = (Net2NetConfig) model.config();
    return ((CondStageConfig.Encoded) c.condStage()).firstStage().labels();
  }

  /** Cells of a window's side; 1 for a model that has none. */
  private int window() {
    return layouts() && model.config() instanceof Net2NetConfig c
        ? SlidingWindow.largest(c.transformer().blockSize(), c.tags().size(), true)
        : 1;
  }

  public PhotographReport run() {
    long began = System.nanoTime();
    List<Photograph> photographs =
        EvaluationData.photographs(
            request.photographs(), request.most(), SHORT_SIDE, stage.factor(), window(), notices);
    if (photographs.size() < 3) {
      throw new InputException(
          request.photographs() + " has fewer than three photographs with label maps");
    }
    List<RgbImage> real = photographs.stream().map(p -> p.window().image()).toList();
    List<TokenGrid> tokens = new ArrayList<>();
    List<RgbImage> recon = new ArrayList<>();
    double squares = 0;
    double perceptual = 0;
    for (int n = 0; n < real.size(); n++) {
      progress.accept(said("reconstructing", n, real.size()));
      tokens.add(encode(real.get(n)));
      recon.add(decode(tokens.get(n)));
      squares += ImageMetrics.meanSquare(real.get(n), recon.get(n));
      perceptual += features.distance(network(real.get(n)), network(recon.get(n)));
    }
    List<float[]> realFeatures = pooled(real);
    List<float[]> reconFeatures = pooled(recon);
    KernelDistance kid = KernelDistance.of(realFeatures, reconFeatures);
    Optional<Made> made =
        layouts()
            ? Optional.of(made(photographs, tokens, recon, realFeatures, reconFeatures))
            : Optional.empty();
    return new PhotographReport(
        model.folder().name(),
        real.size(),
        made.map(Made::renders).orElse(0),
        ImageMetrics.psnr(squares / real.size()),
        perceptual / real.size(),
        kid.value(),
        kid.error(),
        made.map(m -> m.kid.value()).orElse(null),
        made.map(m -> m.kid.error()).orElse(null),
        made.map(m -> m.toReconstructions.value()).orElse(null),
        made.map(m -> m.overlap.mean()).orElse(null),
        made.map(m -> m.truth.mean()).orElse(null),
        made.map(m -> m.truth.accuracy()).orElse(null),
        made.map(Made::bits).orElse(null),
        made.map(Made::bitsTraining).orElse(null),
        made.map(Made::diversity).orElse(null),
        made.map(Made::nearestTraining).orElse(null),
        made.map(Made::nearestHeldOut).orElse(null),
        (System.nanoTime() - began) / 1e9);
  }

  private static String said(String what, int n, int all) {
    return String.format(Locale.ROOT, "%s %d of %d", what, n + 1, all);
  }

  /** What the transformer makes of the layouts. */
  private record Made(
      int renders,
      KernelDistance kid,
      KernelDistance toReconstructions,
      LabelOverlap overlap,
      LabelOverlap truth,
      double bits,
      @Nullable Double bitsTraining,
      double diversity,
      @Nullable Double nearestTraining,
      @Nullable Double nearestHeldOut) {}

  private Made made(
      List<Photograph> photographs,
      List<TokenGrid> tokens,
      List<RgbImage> recon,
      List<float[]> realFeatures,
      List<float[]> reconFeatures) {
    List<RgbImage> renders = new ArrayList<>();
    LabelOverlap overlap = new LabelOverlap(segmenter.labels());
    LabelOverlap truth = new LabelOverlap(segmenter.labels());
    double diversity = 0;
    for (int n = 0; n < photographs.size(); n++) {
      progress.accept(said("rendering", n, photographs.size()));
      Window w = photographs.get(n).window();
      List<RgbImage> seeds = renders(w, tokens.get(n));
      seeds.forEach(picture -> overlap.count(w.labels().labels(), seen(picture)));
      truth.count(w.labels().labels(), seen(w.image()));
      diversity += Math.sqrt(ImageMetrics.meanSquare(seeds.get(0), seeds.get(1)));
      renders.addAll(seeds);
      show(photographs.get(n), recon.get(n), seeds);
    }
    progress.accept("likelihood");
    double bits = bits(photographs, tokens);
    Double bitsTraining = null;
    Double nearestTraining = null;
    Double nearestHeldOut = null;
    if (request.training().isPresent()) {
      List<Photograph> learned =
          EvaluationData.photographs(
              request.training().get(),
              TRAINING_PHOTOGRAPHS,
              SHORT_SIDE,
              stage.factor(),
              window(),
              notices);
      bitsTraining = bits(learned, learned.stream().map(p -> encode(p.window().image())).toList());
      progress.accept("looking for the nearest training crops");
      Memorization memory = new Memorization(EvaluationData.crops(request.training().get(), CROP));
      nearestTraining = memory.meanDistance(renders.stream().map(this::middle).toList());
      nearestHeldOut =
          memory.meanDistance(photographs.stream().map(p -> middle(p.window().image())).toList());
    }
    List<float[]> renderFeatures = pooled(renders);
    return new Made(
        renders.size(),
        KernelDistance.of(renderFeatures, realFeatures),
        KernelDistance.of(renderFeatures, reconFeatures),
        overlap,
        truth,
        bits,
        bitsTraining,
        diversity / photographs.size(),
        nearestTraining,
        nearestHeldOut);
  }

  private List<RgbImage> renders(Window w, TokenGrid size) {
    ConditionTokens condition = Conditions.of(model, w, 0);
    List<RgbImage> seeds = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      seeds.add(
          decode(
              WholePictures.sample(
                  model,
                  request.schedule(),
                  condition,
                  Conditions.told(request.sampling(), w),
                  size.rows(),
                  size.columns(),
                  seed)));
    }
    return seeds;
  }

  /** Layout, photograph, reconstruction and renders beside each other. */
  private void show(Photograph p, RgbImage recon, List<RgbImage> renders) {
    if (request.pictures().isPresent()) {
      Palette palette = Palette.notebook(layoutLabels());
      List<RgbImage> row = new ArrayList<>();
      row.add(palette.paint(p.window().labels()));
      row.add(p.window().image());
      row.add(recon);
      row.addAll(renders);
      PngFile.write(
          Tiles.of(row, row.size()), request.pictures().get().resolve(p.name() + ".png"), Map.of());
    }
  }

  /** In windows at fixed random places. */
  private double bits(List<Photograph> photographs, List<TokenGrid> tokens) {
    int side = window();
    SplittableRandom random = new SplittableRandom(1);
    List<ConditionTokens> conditions = new ArrayList<>();
    List<TokenGrid> windows = new ArrayList<>();
    for (int n = 0; n < photographs.size(); n++) {
      ConditionTokens whole = Conditions.of(model, photographs.get(n).window(), 0);
      TokenGrid grid = tokens.get(n);
      for (int k = 0; k < WINDOWS; k++) {
        int top = random.nextInt(grid.rows() - side + 1);
        int left = random.nextInt(grid.columns() - side + 1);
        conditions.add(whole.cut(top, left, side, side));
        windows.add(grid.cut(top, left, side, side));
      }
    }
    return new WindowLikelihood(model.transformer()).bits(conditions, windows);
  }

  private RgbImage middle(RgbImage picture) {
    int side = Math.min(CROP, Math.min(picture.width(), picture.height()));
    int left = (picture.width() - side) / 2;
    int top = (picture.height() - side) / 2;
    return picture.crop(left, top, side, side);
  }

  private TokenGrid encode(RgbImage picture) {
    return stage.tokens(stage.encode(network(picture)));
  }

  private RgbImage decode(TokenGrid grid) {
    return RgbImage.fromNetwork(
        stage.decode(grid).floats(),
        3,
        grid.columns() * stage.factor(),
        grid.rows() * stage.factor());
  }

  private byte[] seen(RgbImage picture) {
    return segmenter.segment(network(picture));
  }

  private List<float[]> pooled(List<RgbImage> pictures) {
    return pictures.stream().map(p -> features.pooled(network(p)).floats()).toList();
  }

  private static HostTensor.Floats network(RgbImage picture) {
    return new HostTensor.Floats(picture.toNetwork(), 1, 3, picture.height(), picture.width());
  }
}
