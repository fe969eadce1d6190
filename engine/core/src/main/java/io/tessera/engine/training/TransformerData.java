package io.tessera.engine.training;

import io.tessera.api.CodebookUse;
import io.tessera.api.ConditionKind;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.training.scene.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * The tokens that a transformer learns from. Scenes are encoded once, before the first step. A
 * folder's photographs are encoded while the steps go on, each time at another scale, offset and
 * exposure: a few hundred pictures would be learned by heart as the same tokens.
 */
final class TransformerData implements AutoCloseable {
  private static final int HELD_OUT = 48;

  /** Photographs that are encoded to be measured. */
  private static final int MOST_MEASURED = 256;

  /** Encoded photographs that windows are cut from at any time. */
  private static final int POOL = 256;

  /** The pool at the first step, which waits for it. */
  private static final int FIRST = 48;

  private final TrainingSettings settings;
  private final FirstStage image;
  private final LearnedCondition condition;
  private final Optional<TokenSet> scenes;
  private final Optional<RollingPool<TokenSet.Pair>> photographs;
  private final Optional<TokenSet> heldOutScenes;
  private final Optional<TokenSet> heldOutPhotographs;

  /**
   * @param folder where sets of tokens are kept
   * @param window cells of its side
   * @param encoded how many scenes there are so far
   * @param notices takes one line for every file that is skipped
   */
  TransformerData(
      ConfigNode training,
      TrainingSettings settings,
      FirstStage image,
      LearnedCondition condition,
      Path folder,
      int window,
      IntConsumer encoded,
      Consumer<String> notices) {
    this.settings = settings;
    this.image = image;
    this.condition = condition;
    ConditionKind modality = condition.needs();
    double painted = painted(training.get("painted_share"), modality);
    List<SceneDataset.Size> sizes = settings.sceneSizes();
    int smallest = window * image.factor();
    int side = smallest * 3 / 2;
    // Of depth and figures nothing is known but in scenes; of classes nothing in scenes.
    boolean photographed = modality.isSeenInPictures();
    OwnPictures own = new OwnPictures(settings, modality == ConditionKind.LAYOUT, labels());
    boolean drawn = !photographed || !own.areAll();
    if (condition instanceof LearnedCondition.ClassOf classes) {
      check(classes, own, training);
    }
    try {
      this.heldOutScenes =
          drawn
              ? Optional.of(
                  set(folder, "held-out", SceneDataset.heldOut(sizes, modality), HELD_OUT, n -> {}))
              : Optional.empty();
      Optional<FolderDataset> kept =
          photographed && (settings.heldOut().isPresent() || own.areMost())
              ? own.measured(smallest, notices)
              : Optional.empty();
      this.heldOutPhotographs =
          kept.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  set(
                      folder,
                      "held-out-photographs",
                      kept.get(),
                      Math.min(MOST_MEASURED, kept.get().size()),
                      n -> {}));
      this.scenes =
          drawn
              ? Optional.of(scenes(training, folder, sizes, modality, painted, encoded))
              : Optional.empty();
    } catch (IOException e) {
      throw new InputException(folder + " cannot be written: " + e.getMessage(), e);
    }
    int windows = training.get("folder_windows").integer(6);
    this.photographs =
        photographed
            ? own.learned(side, notices).map(files -> pool(files, side, painted, windows))
            : Optional.empty();
  }

  private int labels() {
    return condition instanceof LearnedCondition.Encoded e && e.stage().config().isSegmentation()
        ? e.stage().config().labels()
        : Scene.LABELS;
  }

  /** Classes are folders; scenes have none. */
  private void check(LearnedCondition.ClassOf classes, OwnPictures own, ConfigNode training) {
    if (!own.areAll()) {
      throw training
          .get("folder")
          .fault(
              "should name a folder with a folder of pictures for each class, and folder_share be 1");
    }
    List<String> found =
        new FolderDataset(settings.folder().orElseThrow(), 1, false, 0, told -> {}).classes();
    if (found.isEmpty()) {
      throw training
          .get("folder")
          .fault(
              "has no classes; put the pictures of each into a folder of its own: CLASS/NAME.jpg");
    }
    if (found.size() > classes.classes()) {
      throw training
          .get("folder")
          .fault(
              "has "
                  + found.size()
                  + " classes ("
                  + String.join(", ", found.stream().limit(8).toList())
                  + "); n_classes is "
                  + classes.classes());
    }
  }

  private TokenSet scenes(
      ConfigNode training,
      Path folder,
      List<SceneDataset.Size> sizes,
      ConditionKind modality,
      double painted,
      IntConsumer encoded)
      throws IOException {
    Dataset drawn = new SceneDataset(sizes, settings.seed(), modality, settings.figureShare());
    TokenSet made =
        set(
            folder,
            "tokens",
            new PaintedLayouts(drawn, painted, settings.seed()),
            training.get("scenes").positive(),
            encoded);
    return withEarlier(made, training.get("token_sets"));
  }

  private RollingPool<TokenSet.Pair> pool(
      FolderDataset files, int side, double painted, int windows) {
    Dataset varied =
        new PaintedLayouts(
            new VariedPhotographs(files, side, settings.seed()), painted, settings.seed());
    double perStep = settings.batchSize() * settings.folderShare() / windows;
    return new RollingPool<>(
        n -> encode(varied.get(n), n),
        step -> FIRST + (long) (step * perStep),
        POOL,
        settings.seed(),
        settings.dataThreads());
  }

  /** One thread at a time uses the first stages. */
  private TokenSet.Pair encode(Sample sample, long index) {
    synchronized (image) {
      return TokenSet.pair(sample, index, image, condition);
    }
  }

  private TokenSet set(Path folder, String name, Dataset data, int count, IntConsumer done)
      throws IOException {
    return TokenSet.of(
        folder.resolve(name + ".safetensors"),
        data,
        0,
        count,
        image,
        condition,
        settings.dataThreads(),
        done);
  }

  private static double painted(ConfigNode n, ConditionKind modality) {
    double share = TrainingSettings.share(n, 0);
    if (share > 0 && modality != ConditionKind.LAYOUT) {
      throw n.fault("is for models of layouts");
    }
    return share;
  }

  /** The token sets of earlier trainings with the same first stages join this one's. */
  private TokenSet withEarlier(TokenSet own, ConfigNode files) throws IOException {
    TokenSet all = own;
    for (String file : files.isPresent() ? files.texts() : List.<String>of()) {
      if (!Files.exists(Path.of(file))) {
        throw files.fault("should list token sets of earlier trainings; there is no " + file);
      }
      TokenSet earlier = TokenSet.read(Path.of(file));
      if (!earlier.fits(image.codebook().tokens(), condition.vocabulary())) {
        throw files.fault("lists " + file + ", whose tokens these first stages do not have");
      }
      all = all.and(earlier);
    }
    return all;
  }

  /** What one step draws its windows from. */
  final class Step {
    private final Optional<TokenSet> recent;

    private Step(long step) {
      this.recent = photographs.map(pool -> new TokenSet(pool.at(step)));
    }

    TokenSet.Pair draw(SplittableRandom random) {
      boolean photograph =
          recent.isPresent() && (scenes.isEmpty() || random.nextDouble() < settings.folderShare());
      return photograph ? recent.get().draw(random) : scenes.orElseThrow().draw(random);
    }
  }

  Step at(long step) {
    return new Step(step);
  }

  /** Pictures that are never learned from, by the name of what is measured on them. */
  Map<String, TokenSet> heldOut() {
    Map<String, TokenSet> sets = new TreeMap<>();
    heldOutPhotographs.ifPresent(set -> sets.put("nll_bits", set));
    heldOutScenes.ifPresent(
        set -> sets.put(heldOutPhotographs.isPresent() ? "nll_bits_scenes" : "nll_bits", set));
    return sets;
  }

  /** How often each codebook entry occurs in the scenes and in the photographs of a step. */
  CodebookUse use(long step) {
    CodebookUse use = new CodebookUse(image.codebook().tokens());
    scenes.ifPresent(set -> set.countInto(use));
    photographs.ifPresent(pool -> new TokenSet(pool.at(step)).countInto(use));
    return use;
  }

  @Override
  public void close() {
    photographs.ifPresent(RollingPool::close);
  }
}
