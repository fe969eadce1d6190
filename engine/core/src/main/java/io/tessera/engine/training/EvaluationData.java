package io.tessera.engine.training;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.training.scene.Mood;
import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Pictures to measure models on, and those to look for copies in. */
public final class EvaluationData {
  /** Seeds from here on belong to training. */
  public static final long TRAINING_SEEDS = SceneDataset.TRAINING_SEEDS;

  /** Sizes that the scenes of evaluations are drawn at, in turn; windows are cut out of them. */
  private static final List<SceneDataset.Size> SIZES =
      List.of(new SceneDataset.Size(1280, 832), new SceneDataset.Size(640, 416));

  /** The same in cells of 16 pixels: wholes that windows of depth and figures are cut from. */
  private static final List<SceneDataset.Size> WHOLES =
      List.of(new SceneDataset.Size(80, 52), new SceneDataset.Size(40, 26));

  private static final int CROPS_PER_PICTURE = 12;

  /**
   * A picture, or a piece of one.
   *
   * @param labels of every pixel, {@link LabelMap#UNLABELLED} where it has none
   * @param source what it was cut from, where a condition has to be seen as a whole
   */
  public record Window(
      RgbImage image,
      LabelMap labels,
      Optional<Mood> mood,
      boolean photograph,
      Optional<Source> source) {}

  /**
   * A whole picture that a window was cut from.
   *
   * @param condition of the whole: depth is brought to its range over all of it
   * @param left of the window in pixels, a multiple of the cell
   * @param top of the window in pixels, a multiple of the cell
   */
  public record Source(Condition condition, int width, int height, int left, int top) {}

  private EvaluationData() {}

  /**
   * One window of each of {@code count} scenes with seeds from {@code seed} on.
   *
   * @param size side in pixels, at most 416
   */
  public static List<Window> scenes(int count, long seed, int size) {
    SceneDataset data = SceneDataset.from(seed, SIZES, ConditionKind.LAYOUT);
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(n -> window(data.get(n), size, new SplittableRandom(seed + n)))
        .toList();
  }

  /**
   * The same with depth or figures to make each from; windows of figures hold the largest one.
   *
   * @param cell side of a token's cell in pixels
   */
  public static List<Window> conditioned(
      int count, long seed, int size, int cell, ConditionKind modality) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(n -> conditioned(seed + n, WHOLES.get(n % WHOLES.size()), size, cell, modality))
        .toList();
  }

  private static Window conditioned(
      long seed, SceneDataset.Size cells, int size, int cell, ConditionKind modality) {
    SceneDataset.Size whole = new SceneDataset.Size(cells.width() * cell, cells.height() * cell);
    boolean poses = modality == ConditionKind.POSE;
    Scene scene =
        poses
            ? SceneGenerator.withFigures(seed, whole.width(), whole.height())
            : SceneGenerator.scene(seed, whole.width(), whole.height());
    SplittableRandom random = new SplittableRandom(seed);
    Optional<Sample.Focus> focus = poses ? Sample.focus(scene) : Optional.empty();
    int left = place(focus.map(Sample.Focus::x), whole.width(), size, cell, random);
    int top = place(focus.map(Sample.Focus::y), whole.height(), size, cell, random);
    Condition condition =
        poses
            ? new Condition.Figures(scene.poses(), whole.width(), whole.height())
            : new Condition.Plane(
                modality,
                modality
                    .plane()
                    .ofPicture()
                    .map(of -> of.apply(scene.image()))
                    .orElseGet(() -> scene.depth().nearness()));
    return new Window(
        scene.image().crop(left, top, size, size),
        scene.labels().crop(left, top, size, size),
        Optional.of(scene.mood()),
        false,
        Optional.of(new Source(condition, whole.width(), whole.height(), left, top)));
  }

  /** Anywhere, or so that the focus lies about the middle; on the grid of cells. */
  private static int place(
      Optional<Integer> focus, int length, int size, int cell, SplittableRandom random) {
    int most = (length - size) / cell;
    int at = focus.map(f -> (f - size / 2) / cell).orElseGet(() -> random.nextInt(most + 1));
    return Math.clamp(at, 0, most) * cell;
  }

  /** Whole scenes with seeds from {@code seed} on. */
  public static List<Window> wholeScenes(int count, long seed, int width, int height) {
    SceneDataset data =
        SceneDataset.from(
            seed, List.of(new SceneDataset.Size(width, height)), ConditionKind.LAYOUT);
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(data::get)
        .map(
            s -> new Window(s.image(), s.labels().orElseThrow(), s.mood(), false, Optional.empty()))
        .toList();
  }

  /** A window of each picture with labels in a folder, see {@link FolderDataset}. */
  public static List<Window> folder(Path folder, int most, int size, Consumer<String> complaints) {
    FolderDataset data = new FolderDataset(folder, size, true, 0, complaints);
    return IntStream.range(0, Math.min(most, data.size()))
        .mapToObj(n -> window(data.get(n), size, new SplittableRandom(n)))
        .toList();
  }

  /**
   * A whole photograph.
   *
   * @param name of its file, without what tells its kind
   */
  public record Photograph(String name, Window window) {}

  /**
   * Whole photographs with labels of a folder, see {@link FolderDataset}, in the order of their
   * names.
   *
   * @param most of them
   * @param shortSide to which they are made smaller, in pixels
   * @param cell sides are cut to multiples of this, about the middle
   * @param least cells of the shorter side of a picture that is taken
   */
  public static List<Photograph> photographs(
      Path folder, int most, int shortSide, int cell, int least, Consumer<String> complaints) {
    FolderDataset data = new FolderDataset(folder, least * cell, true, 0, complaints);
    List<Photograph> all = new ArrayList<>();
    for (int n = 0; n < data.size() && all.size() < most; n++) {
      Optional<Sample> whole = data.whole(n, shortSide);
      if (whole.isPresent()) {
        all.add(new Photograph(data.name(n), cut(whole.get(), cell)));
      }
    }
    return all;
  }

  private static Window cut(Sample s, int cell) {
    int w = s.image().width() / cell * cell;
    int h = s.image().height() / cell * cell;
    int left = (s.image().width() - w) / 2;
    int top = (s.image().height() - h) / 2;
    return new Window(
        s.image().crop(left, top, w, h),
        s.labels().orElseThrow().crop(left, top, w, h),
        s.mood(),
        true,
        Optional.empty());
  }

  private static Window window(Sample sample, int size, SplittableRandom random) {
    int left = random.nextInt(sample.image().width() - size + 1);
    int top = random.nextInt(sample.image().height() - size + 1);
    return new Window(
        sample.image().crop(left, top, size, size),
        sample.labels().orElseThrow().crop(left, top, size, size),
        sample.mood(),
        sample.style() == Sample.Style.PHOTOGRAPH,
        Optional.empty());
  }

  /**
   * Crops that a training with this seed has learned from: of its first scenes, and of photographs
   * where there is a folder.
   */
  public static List<RgbImage> trainingCrops(
      long trainingSeed, int scenes, Optional<Path> folder, int size) {
    SceneDataset data = new SceneDataset(SIZES, trainingSeed, ConditionKind.LAYOUT);
    List<Sample> samples =
        new ArrayList<>(IntStream.range(0, scenes).parallel().mapToObj(data::get).toList());
    folder.ifPresent(path -> samples.addAll(all(path, size, trainingSeed)));
    return crops(samples, size, trainingSeed);
  }

  /** Crops of the photographs of a folder. */
  public static List<RgbImage> crops(Path folder, int size) {
    return crops(all(folder, size, 0), size, 0);
  }

  private static List<Sample> all(Path folder, int size, long seed) {
    FolderDataset files = new FolderDataset(folder, size, false, seed, c -> {});
    return IntStream.range(0, files.size()).mapToObj(files::get).toList();
  }

  private static List<RgbImage> crops(List<Sample> samples, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<RgbImage> crops = new ArrayList<>();
    for (Sample sample : samples) {
      for (int n = 0; n < CROPS_PER_PICTURE; n++) {
        RgbImage image = sample.image();
        int left = random.nextInt(image.width() - size + 1);
        int top = random.nextInt(image.height() - size + 1);
        crops.add(image.crop(left, top, size, size));
      }
    }
    return crops;
  }
}
