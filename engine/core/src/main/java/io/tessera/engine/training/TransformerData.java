package io.tessera.engine.training;

import io.tessera.api.CodebookUse;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.Modality;
import io.tessera.engine.model.FirstStage;
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

  /** Encoded photographs that windows are cut from at any time. */
  private static final int POOL = 256;

  /** The pool at the first step, which waits for it. */
  private static final int FIRST = 48;

  private final TrainingSettings settings;
  private final FirstStage image;
  private final FirstStage condition;
  private final TokenSet scenes;
  private final Optional<RollingPool<TokenSet.Pair>> photographs;
  private final TokenSet heldOutScenes;
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
      FirstStage condition,
      Path folder,
      int window,
      IntConsumer encoded,
      Consumer<String> notices) {
    this.settings = settings;
    this.image = image;
    this.condition = condition;
    Modality modality = condition.config().modality();
    double painted = painted(training.get("painted_share"), modality);
    List<SceneDataset.Size> sizes = settings.sceneSizes();
    int smallest = window * image.factor();
    int side = smallest * 3 / 2;
    boolean layouts = modality == Modality.LAYOUT;
    try {
      this.heldOutScenes =
          set(folder, "held-out", SceneDataset.heldOut(sizes, modality), HELD_OUT, n -> {});
      Optional<FolderDataset> kept =
          settings
              .heldOut()
              .filter(f -> layouts)
              .map(f -> new FolderDataset(f, smallest, true, settings.seed(), notices));
      this.heldOutPhotographs =
          kept.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  set(folder, "held-out-photographs", kept.get(), kept.get().size(), n -> {}));
      Dataset drawn = new SceneDataset(sizes, settings.seed(), modality, settings.figureShare());
      TokenSet own =
          set(
              folder,
              "tokens",
              new PaintedLayouts(drawn, painted, settings.seed()),
              training.get("scenes").positive(),
              encoded);
      this.scenes = withEarlier(own, training.get("token_sets"));
    } catch (IOException e) {
      throw new InputException(folder + " cannot be written: " + e.getMessage(), e);
    }
    int windows = training.get("folder_windows").integer(6);
    this.photographs =
        settings
            .folder()
            .filter(f -> layouts && settings.folderShare() > 0)
            .map(f -> new FolderDataset(f, side, true, settings.seed(), notices))
            .map(files -> pool(files, side, painted, windows));
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

  private static double painted(ConfigNode n, Modality modality) {
    double share = TrainingSettings.share(n, 0);
    if (share > 0 && modality != Modality.LAYOUT) {
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
      if (!earlier.fits(image.codebook().tokens(), condition.codebook().tokens())) {
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
      boolean photograph = recent.isPresent() && random.nextDouble() < settings.folderShare();
      return photograph ? recent.get().draw(random) : scenes.draw(random);
    }
  }

  Step at(long step) {
    return new Step(step);
  }

  /** Pictures that are never learned from, by the name of what is measured on them. */
  Map<String, TokenSet> heldOut() {
    Map<String, TokenSet> sets = new TreeMap<>();
    heldOutPhotographs.ifPresent(set -> sets.put("nll_bits", set));
    sets.put(heldOutPhotographs.isPresent() ? "nll_bits_scenes" : "nll_bits", heldOutScenes);
    return sets;
  }

  /** How often each codebook entry occurs in the scenes and in the photographs of a step. */
  CodebookUse use(long step) {
    CodebookUse use = new CodebookUse(image.codebook().tokens());
    scenes.countInto(use);
    photographs.ifPresent(pool -> new TokenSet(pool.at(step)).countInto(use));
    return use;
  }

  @Override
  public void close() {
    photographs.ifPresent(RollingPool::close);
  }
}
