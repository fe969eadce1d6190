package io.tessera.engine.evaluation;

import io.tessera.api.CodebookUse;
import io.tessera.api.ConditionKind;
import io.tessera.api.EvaluationReport;
import io.tessera.api.EvaluationRequest;
import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.FeatureNetwork;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Segmenter;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Plan;
import io.tessera.engine.sampling.Planner;
import io.tessera.engine.sampling.Sampler;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.EvaluationData;
import io.tessera.engine.training.EvaluationData.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Measures a model on windows of pictures that it has not learned from. */
public final class Evaluation {
  private static final int BATCH = 20;
  private static final int DIVERSITY_PAIRS = 40;

  /** Label of people in scenes. */
  private static final int FIGURE = 11;

  private final ModelBundle model;
  private final Segmenter segmenter;
  private final Function<RgbImage, float[]> features;
  private final EvaluationRequest request;
  private final Consumer<String> progress;
  private final Consumer<String> notices;
  private final FirstStage stage;
  private final Optional<ConditionKind> modality;
  private final int size;

  /**
   * @param network tells what pictures are like; empty for the segmenter
   * @param progress takes a line about what is being done
   * @param notices takes a line for every file that is skipped
   */
  public Evaluation(
      ModelBundle model,
      Segmenter segmenter,
      Optional<FeatureNetwork> network,
      EvaluationRequest request,
      Consumer<String> progress,
      Consumer<String> notices) {
    this.model = model;
    this.segmenter = segmenter;
    this.features =
        network.<Function<RgbImage, float[]>>map(n -> n::of).orElse(this::seenBySegmenter);
    this.request = request;
    this.progress = progress;
    this.notices = notices;
    this.stage = model.firstStage();
    if (stage.config().dd().inChannels() != 3) {
      throw new InputException(
          "the model '" + model.folder().name() + "' makes no colour pictures to evaluate");
    }
    this.modality = Conditions.modality(model);
    this.size = modality.isPresent() ? window() * stage.factor() : 256;
    if (request.data().isPresent() && modality.isPresent() && !hasLayouts()) {
      throw new InputException(
          "the model '"
              + model.folder().name()
              + "' is measured on scenes alone: pictures in folders have no depth and no figures");
    }
  }

  private boolean hasLayouts() {
    return modality.equals(Optional.of(ConditionKind.LAYOUT));
  }

  private boolean tellsFigures() {
    return modality.equals(Optional.of(ConditionKind.POSE));
  }

  private List<Window> scenes() {
    return modality.isEmpty() || hasLayouts()
        ? EvaluationData.scenes(request.scenes(), request.seed(), size)
        : EvaluationData.conditioned(
            request.scenes(), request.seed(), size, stage.factor(), modality.get());
  }

  private int window() {
    Net2NetConfig c = (Net2NetConfig) model.config();
    return SlidingWindow.largest(c.transformer().blockSize(), c.tags().size(), true);
  }

  private float[] seenBySegmenter(RgbImage picture) {
    return segmenter.features(
        new HostTensor.Floats(picture.toNetwork(), 1, 3, picture.height(), picture.width()));
  }

  /** What the first stage makes of the pictures. */
  private record Reconstructions(
      List<TokenGrid> tokens,
      List<RgbImage> pictures,
      double psnr,
      double ssim,
      CodebookUse use,
      LabelOverlap truth,
      LabelOverlap overlap) {}

  public EvaluationReport run() {
    long began = System.nanoTime();
    progress.accept("drawing pictures to measure on");
    List<Window> windows =
        request
            .data()
            .map(folder -> EvaluationData.folder(folder, request.scenes(), size, notices))
            .orElseGet(this::scenes);
    // First, so that a network that does not suit is refused at once.
    List<float[]> real = features(windows.stream().map(Window::image).toList());
    Reconstructions rec = reconstruct(windows);
    Renders renders = modality.isPresent() ? renders(windows, rec) : Renders.NONE;
    Distances far = distances(real, rec.pictures, renders.pictures);
    return new EvaluationReport(
        model.folder().name(),
        renders.miou,
        rec.truth.mean(),
        rec.overlap.mean(),
        renders.kept.map(LabelOverlap::mean).orElse(null),
        renders.byLabel,
        rec.truth.byName(),
        rec.overlap.byName(),
        renders.kept.map(LabelOverlap::byName).orElse(Map.of()),
        renders.figureIou,
        tellsFigures() ? rec.truth.byLabel().get(FIGURE) : null,
        rec.psnr,
        rec.ssim,
        rec.use.used(),
        rec.use.perplexity(),
        far.renders,
        far.reconstructions,
        request.features().map(file -> String.valueOf(file.getFileName())).orElse("segmenter"),
        renders.nllBits,
        renders.diversity,
        renders.nearestTraining,
        renders.nearestHeldOut,
        windows.size(),
        request.seed(),
        (System.nanoTime() - began) / 1e9);
  }

  /** Fréchet distances to the true pictures; null where there is nothing to compare. */
  private record Distances(@Nullable Double reconstructions, @Nullable Double renders) {}

  private Distances distances(
      List<float[]> real, List<RgbImage> reconstructions, List<RgbImage> renders) {
    if (real.size() < 2) {
      return new Distances(null, null);
    }
    progress.accept("comparing features");
    try (FrechetDistance distance = new FrechetDistance()) {
      return new Distances(
          distance.between(real, features(reconstructions)),
          renders.isEmpty() ? null : distance.between(real, features(renders)));
    }
  }

  private List<float[]> features(List<RgbImage> pictures) {
    return pictures.stream().map(features).toList();
  }

  /** What the transformer makes of the conditions; null where there is none. */
  private record Renders(
      List<RgbImage> pictures,
      Optional<LabelOverlap> kept,
      @Nullable Double nllBits,
      @Nullable Double miou,
      Map<String, Double> byLabel,
      @Nullable Double figureIou,
      @Nullable Double diversity,
      @Nullable Double nearestTraining,
      @Nullable Double nearestHeldOut) {
    static final Renders NONE =
        new Renders(List.of(), Optional.empty(), null, null, Map.of(), null, null, null, null);
  }

  private Renders renders(List<Window> windows, Reconstructions rec) {
    List<ConditionTokens> conditions =
        windows.stream().map(w -> Conditions.of(model, w, request.seed())).toList();
    progress.accept("likelihood");
    double nll = new WindowLikelihood(model.transformer()).bits(conditions, rec.tokens);
    List<RgbImage> renders = render(conditions, windows, windows.size(), request.seed() + 1);
    LabelOverlap overlap = overlap(windows, renders);
    double diversity = diversity(conditions, windows, renders);
    progress.accept("looking for the nearest training crops");
    Memorization memory =
        new Memorization(
            EvaluationData.trainingCrops(
                request.trainingSeed(), request.trainingScenes(), request.training(), size));
    request.picture().ifPresent(file -> memory.picture(renders, file));
    return new Renders(
        renders,
        model.condStage().filter(c -> hasLayouts()).map(c -> kept(windows, conditions, c)),
        nll,
        hasLayouts() ? overlap.mean() : null,
        hasLayouts() ? overlap.byName() : Map.of(),
        tellsFigures() ? overlap.byLabel().get(FIGURE) : null,
        diversity,
        memory.meanDistance(renders),
        memory.meanDistance(windows.stream().map(Window::image).toList()));
  }

  private Reconstructions reconstruct(List<Window> windows) {
    progress.accept("reconstructing");
    double squares = 0;
    double ssim = 0;
    CodebookUse use = new CodebookUse(stage.codebook().tokens());
    List<TokenGrid> tokens = new ArrayList<>();
    List<RgbImage> pictures = new ArrayList<>();
    for (Window w : windows) {
      HostTensor h = stage.encode(new HostTensor.Floats(w.image().toNetwork(), 1, 3, size, size));
      TokenGrid grid = stage.tokens(h);
      RgbImage back = decode(grid);
      squares += ImageMetrics.meanSquare(w.image(), back);
      ssim += ImageMetrics.ssim(w.image(), back);
      use.count(grid);
      tokens.add(grid);
      pictures.add(back);
    }
    List<RgbImage> real = windows.stream().map(Window::image).toList();
    return new Reconstructions(
        tokens,
        pictures,
        ImageMetrics.psnr(squares / windows.size()),
        ssim / windows.size(),
        use,
        overlap(windows, real),
        overlap(windows, pictures));
  }

  private RgbImage decode(TokenGrid grid) {
    return RgbImage.fromNetwork(stage.decode(grid).floats(), 3, size, size);
  }

  private LabelOverlap overlap(List<Window> windows, List<RgbImage> pictures) {
    LabelOverlap overlap = new LabelOverlap(segmenter.labels());
    for (int n = 0; n < windows.size(); n++) {
      float[] x = pictures.get(n).toNetwork();
      overlap.count(
          windows.get(n).labels().labels(),
          segmenter.segment(new HostTensor.Floats(x, 1, 3, size, size)));
    }
    return overlap;
  }

  /** What a condition stage tells from its own tokens of the layouts. */
  private LabelOverlap kept(
      List<Window> windows, List<ConditionTokens> conditions, FirstStage condition) {
    LabelOverlap overlap = new LabelOverlap(condition.config().labels());
    for (int n = 0; n < windows.size(); n++) {
      TokenGrid tokens = conditions.get(n).grid().orElseThrow();
      overlap.count(windows.get(n).labels().labels(), condition.decodeLabels(tokens).bytes());
    }
    return overlap;
  }

  /** A window that stands still. */
  private SlidingWindow window(int side) {
    return new SlidingWindow(side, side, side, model.transformer().config().order());
  }

  /** Renders of the first {@code count} conditions. */
  private List<RgbImage> render(
      List<ConditionTokens> conditions, List<Window> windows, int count, long seed) {
    int cells = size / stage.factor();
    Plan plan = Planner.plan(window(cells), Schedule.EXACT);
    // How many are done is counted for the progress alone.
    int[] done = {0};
    return Alike.together(
        count,
        BATCH,
        i -> Conditions.told(request.sampling(), windows.get(i)),
        (how, some) -> {
          progress.accept(String.format(Locale.ROOT, "rendering %d of %d", done[0], count));
          done[0] += some.size();
          List<Picture> pictures =
              some.stream()
                  .map(
                      i ->
                          new Picture(
                              conditions.get(i),
                              TokenGrid.unknown(cells, cells),
                              seed * 1_000_003 + i,
                              0))
                  .toList();
          Drawing drawing = Conditions.drawing(model, how, cells, cells);
          Sampler sampler = new Sampler(model.transformer(), drawing, plan, pictures);
          while (sampler.remaining() > 0) {
            sampler.next();
          }
          return IntStream.range(0, some.size()).mapToObj(i -> decode(sampler.grid(i))).toList();
        });
  }

  private double diversity(
      List<ConditionTokens> conditions, List<Window> windows, List<RgbImage> renders) {
    int n = Math.min(DIVERSITY_PAIRS, renders.size());
    List<RgbImage> others = render(conditions, windows, n, request.seed() + 2);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.sqrt(ImageMetrics.meanSquare(renders.get(i), others.get(i)));
    }
    return sum / n;
  }
}
