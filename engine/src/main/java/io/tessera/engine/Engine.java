package io.tessera.engine;

import io.tessera.engine.bench.Bench;
import io.tessera.engine.bench.BenchReport;
import io.tessera.engine.bench.BenchRequest;
import io.tessera.engine.bench.Scaling;
import io.tessera.engine.check.CheckReport;
import io.tessera.engine.check.MachineCheck;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.ModelLibrary;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SamplingConfig;
import io.tessera.engine.checkpoint.TagConfig;
import io.tessera.engine.evaluation.Evaluation;
import io.tessera.engine.evaluation.EvaluationReport;
import io.tessera.engine.evaluation.EvaluationRequest;
import io.tessera.engine.evaluation.PhotographEvaluation;
import io.tessera.engine.evaluation.PhotographReport;
import io.tessera.engine.evaluation.PhotographRequest;
import io.tessera.engine.evaluation.ScheduleComparison;
import io.tessera.engine.evaluation.ScheduleRow;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.DepthMap;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.CodebookPatches;
import io.tessera.engine.model.CodebookUse;
import io.tessera.engine.model.DepthNetwork;
import io.tessera.engine.model.FeatureNetwork;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.PretrainedFeatures;
import io.tessera.engine.model.Segmenter;
import io.tessera.engine.model.Tiling;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.render.Alternatives;
import io.tessera.engine.render.Completion;
import io.tessera.engine.render.Inspection;
import io.tessera.engine.render.Render;
import io.tessera.engine.render.RenderEvent;
import io.tessera.engine.render.RenderRequest;
import io.tessera.engine.render.RenderState;
import io.tessera.engine.sampling.Schedule;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.PrecisionChoice;
import io.tessera.engine.torch.Torch;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door to everything: opens models, renders, encodes and decodes. All native work is done on
 * the one thread that it owns, in the order it was asked for; every method returns at once.
 */
public final class Engine implements AutoCloseable {
  /** Pixels of the pictures that schedules are compared by: larger than the demo's window. */
  private static final int COMPARED_WIDTH = 640;

  private static final int COMPARED_HEIGHT = 416;

  private static final long CLOSE_SECONDS = 60;
  private static final long ABANDON_SECONDS = 30;

  private final EngineSettings settings;
  private final ModelLibrary library;
  private final ExecutorService thread;
  private final Thread atExit;

  /** Renders that have not ended, and what else is being done. */
  private final Set<Render> renders = ConcurrentHashMap.newKeySet();

  private final Set<CompletableFuture<?>> asked = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Device device;
  private @Nullable Precision precision;
  private @Nullable ModelBundle open;
  private @Nullable Inspection inspection;

  /** Starts nothing yet: libtorch is loaded when it is first needed. */
  public Engine(EngineSettings settings) {
    this.settings = settings;
    this.library = new ModelLibrary(settings.modelFolders());
    this.thread = new EngineThread();
    this.atExit = new Thread(this::abandon, "engine at exit");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * The process ends while something may be under way: what libtorch is doing comes to its end, all
   * else is left undone. Its code must not be running any more when it is taken down.
   */
  private void abandon() {
    endNow();
    awaitEnd(ABANDON_SECONDS);
  }

  /** Whoever waits for a render that will not run any more is told. */
  private void endNow() {
    thread.shutdownNow();
    abandonAll();
  }

  /** Renders that wait, also those that are paused, and all else that was asked for. */
  private void abandonAll() {
    List.copyOf(renders).forEach(Render::abandon);
    List.copyOf(asked).forEach(work -> work.cancel(false));
  }

  /** Something that is done on the engine's thread and told through a future. */
  private <T> CompletableFuture<T> ask(Supplier<T> work) {
    CompletableFuture<T> future = CompletableFuture.supplyAsync(work, thread);
    asked.add(future);
    future.whenComplete((result, error) -> asked.remove(future));
    return future;
  }

  public ModelLibrary library() {
    return library;
  }

  /** Begins a picture; nothing is lost if the subscriber comes later. */
  public Render render(RenderRequest request) {
    return begin(request, null, null);
  }

  /** Goes on with a saved render, to the same result as if it had not been interrupted. */
  public Render render(RenderState state) {
    return begin(state.request(), state, null);
  }

  /**
   * Fills the hole of a picture: as {@link #render(RenderState)}, and the picture that comes out is
   * the source outside the mask.
   *
   * @param open what {@link Completion#open} gave
   */
  public Render complete(Completion completion, RenderState open) {
    return begin(open.request(), open, completion);
  }

  private Render begin(
      RenderRequest request, @Nullable RenderState state, @Nullable Completion completion) {
    Render render =
        new Render(request, state, completion, () -> model(request.model()), thread, settings);
    renders.removeIf(Render::isEnded);
    renders.add(render);
    render.start();
    return render;
  }

  /**
   * Loads libtorch and a model ahead of time; the text says which device and precision were chosen.
   */
  public CompletableFuture<String> warmUp(String model) {
    return ask(
        () -> {
          ModelBundle bundle = model(model);
          return bundle.device() + " · " + bundle.precision().id();
        });
  }

  /**
   * Encodes a picture to tokens. Its size is rounded down to whole tokens.
   *
   * @throws InputException later, through the future, if the model or the picture is at fault
   */
  public CompletableFuture<TokenGrid> encode(String model, RgbImage image) {
    return encode(model, image, Tiling.Progress.NONE);
  }

  /**
   * As {@link #encode(String, RgbImage)}, telling how far it is.
   *
   * @param progress called on the engine's thread; a {@link
   *     java.util.concurrent.CancellationException} of it ends the encoding
   */
  public CompletableFuture<TokenGrid> encode(
      String model, RgbImage image, Tiling.Progress progress) {
    return ask(
        () -> {
          FirstStage stage = model(model).firstStage();
          if (stage.config().dd().inChannels() != 3) {
            throw new InputException("the model '" + model + "' encodes no colour pictures");
          }
          int f = stage.factor();
          int w = image.width() / f * f;
          int h = image.height() / f * f;
          if (w == 0 || h == 0) {
            throw new InputException("the picture is smaller than one token of " + f + " pixels");
          }
          return stage.tokens(image.crop(0, 0, w, h), progress);
        });
  }

  /** Decodes tokens to a picture, with as much texture as the model expects. */
  public CompletableFuture<RgbImage> decode(String model, TokenGrid tokens) {
    return decode(model, tokens, 1);
  }

  /**
   * Decodes tokens to a picture.
   *
   * @param texture how much is drawn, as in a {@link RenderRequest}
   */
  public CompletableFuture<RgbImage> decode(String model, TokenGrid tokens, double texture) {
    return ask(
        () -> {
          HostTensor x = model(model).firstStage().decodeWithin(tokens, settings.budget(), texture);
          return RgbImage.fromNetwork(
              x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
        });
  }

  /**
   * Memory of the GPU that models run on; empty on a CPU, and before the first model. From any
   * thread.
   */
  public Optional<Device.Memory> deviceMemory() {
    Device now = device;
    return now == null ? Optional.empty() : now.memory();
  }

  /** How many different tokens a model's pictures are made of. */
  public CompletableFuture<Integer> tokens(String model) {
    return ask(() -> model(model).firstStage().codebook().tokens());
  }

  /** What every token of a model's codebook looks like. */
  public CompletableFuture<CodebookPatches> patches(String model) {
    return ask(
        () -> {
          FirstStage stage = model(model).firstStage();
          if (stage.config().dd().outCh() != 3) {
            throw new InputException("the model '" + model + "' makes no colour pictures");
          }
          return stage.patches();
        });
  }

  /**
   * How often a model's tokens occur in what it has learned from; empty where no file beside its
   * weights tells ({@link CodebookUse#FILE}).
   *
   * @throws InputException later, through the future, if that file is at fault
   */
  public CompletableFuture<Optional<CodebookUse>> learnedUse(String model) {
    return ask(
        () -> {
          ModelBundle bundle = model(model);
          int tokens = bundle.firstStage().codebook().tokens();
          return bundle.folder().file(CodebookUse.FILE).map(f -> CodebookUse.read(f, tokens));
        });
  }

  /**
   * Depth of a photograph by a network of the user's, near for high; see {@link DepthNetwork}.
   *
   * @throws InputException later, through the future, if the file or what it tells is at fault
   */
  public CompletableFuture<DepthMap> depth(Path network, RgbImage photograph) {
    return ask(
        () -> {
          try (DepthNetwork depth = DepthNetwork.open(network, Device.of(settings.device()))) {
            return depth.depth(photograph);
          }
        });
  }

  /**
   * What else the model thought of for a cell of a picture.
   *
   * @param state the picture; tokens before the cell in its window must be known
   * @param most choices that are told
   */
  public CompletableFuture<Alternatives> alternatives(
      RenderState state, int row, int column, int most) {
    return ask(() -> inspection(state.request().model()).alternatives(state, row, column, most));
  }

  /**
   * How undecided the model is about every cell of a picture, given what is before it: entropy in
   * bits, row-major. Takes seconds.
   *
   * @param state all of its tokens must be known
   */
  public CompletableFuture<float[]> entropies(RenderState state) {
    return ask(() -> inspection(state.request().model()).entropies(state));
  }

  /**
   * Decodes some cells of a grid, and a border of one cell: nearly what the whole picture will show
   * there, much sooner.
   *
   * @param cells row-major, not empty
   * @param texture how much is drawn, as in a {@link RenderRequest}
   */
  public CompletableFuture<RenderEvent.Preview> decodePart(
      String model, TokenGrid tokens, BitSet cells, double texture) {
    BitSet wanted = (BitSet) cells.clone();
    return ask(() -> Render.part(model(model), tokens, wanted, texture));
  }

  /**
   * Measures a model on pictures that it has not learned from.
   *
   * @param segmenter folder of the segmenter that reads labels off pictures
   * @param progress takes lines about what is being done, on the engine's thread
   * @param notices takes a line for every file that is skipped
   * @throws InputException later, through the future, if a model, the folder or the seed is at
   *     fault
   */
  public CompletableFuture<EvaluationReport> evaluate(
      String model,
      Path segmenter,
      EvaluationRequest request,
      Consumer<String> progress,
      Consumer<String> notices) {
    return ask(
        () -> {
          ModelBundle bundle = model(model);
          try (Segmenter reader = Segmenter.open(ModelFolder.at(segmenter), bundle.device());
              @Nullable FeatureNetwork network =
                  request
                      .features()
                      .map(file -> FeatureNetwork.open(file, bundle.device()))
                      .orElse(null)) {
            return new Evaluation(
                    bundle, reader, Optional.ofNullable(network), request, progress, notices)
                .run();
          }
        });
  }

  /**
   * Measures a model on whole photographs that it has not learned from.
   *
   * @param segmenter folder of the segmenter that reads labels off pictures
   * @param progress takes lines about what is being done, on the engine's thread
   * @param notices takes a line for every file that is skipped
   */
  public CompletableFuture<PhotographReport> evaluate(
      String model,
      Path segmenter,
      PhotographRequest request,
      Consumer<String> progress,
      Consumer<String> notices) {
    return ask(
        () -> {
          ModelBundle bundle = model(model);
          try (Segmenter reader = Segmenter.open(ModelFolder.at(segmenter), bundle.device());
              PretrainedFeatures features =
                  PretrainedFeatures.open(request.features(), bundle.device())) {
            return new PhotographEvaluation(bundle, reader, features, request, progress, notices)
                .run();
          }
        });
  }

  /**
   * Measures what schedules cost: likelihood and layout fidelity of pictures larger than the
   * window.
   *
   * @param segmenter folder of the segmenter that reads labels off pictures
   * @param how tokens are drawn
   * @param scenes how many layouts are rendered with each
   * @param seed of the first scene, below all seeds of trainings
   * @param progress takes lines about what is being done, on the engine's thread
   */
  public CompletableFuture<List<ScheduleRow>> compareSchedules(
      String model,
      Path segmenter,
      List<Schedule> schedules,
      SamplingConfig how,
      int scenes,
      long seed,
      Consumer<String> progress) {
    return ask(
        () -> {
          ModelBundle bundle = model(model);
          try (Segmenter reader = Segmenter.open(ModelFolder.at(segmenter), bundle.device())) {
            return new ScheduleComparison(
                    bundle, reader, how, COMPARED_WIDTH, COMPARED_HEIGHT, progress)
                .run(schedules, scenes, seed);
          }
        });
  }

  /**
   * Measures what this machine can do, with random weights; the model that is open is let go.
   *
   * @param progress takes lines about what is being done, on the engine's thread
   * @throws InputException later, through the future, if there is not enough memory
   */
  public CompletableFuture<BenchReport> bench(BenchRequest request, Consumer<String> progress) {
    return ask(
        () -> {
          letGo();
          Device where = Device.of(settings.device());
          Torch.setThreads(settings.threads());
          return new Bench(request, where, settings.threads(), progress).run();
        });
  }

  /**
   * Measures how time and memory grow, with random weights of the demo's shape; the model that is
   * open is let go.
   *
   * @param progress takes lines about what is being done, on the engine's thread
   */
  public CompletableFuture<List<Scaling.Point>> scaling(Consumer<String> progress) {
    return ask(
        () -> {
          letGo();
          Device where = Device.of(settings.device());
          Torch.setThreads(settings.threads());
          return new Scaling(where, precision(where), progress).run();
        });
  }

  /**
   * Checks whether this machine computes what it should; the model that is open is let go.
   *
   * @param original folder of a model with the original's numbers, see {@link MachineCheck}
   * @param progress takes lines about what is being done, on the engine's thread
   */
  public CompletableFuture<CheckReport> check(Path original, Consumer<String> progress) {
    return ask(
        () -> {
          letGo();
          Torch.setThreads(settings.threads());
          return new MachineCheck(original, settings.threads(), progress).run();
        });
  }

  /** Lets go of the model that is open, after what is under way; the next render loads it again. */
  public CompletableFuture<Void> unload() {
    return CompletableFuture.runAsync(this::letGo, thread);
  }

  private void letGo() {
    inspection = null;
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /** The words a model knows, such as moods; reads its configuration on the caller's thread. */
  public List<TagConfig> tags(String model) {
    return ModelConfig.of(library.find(model).config()) instanceof Net2NetConfig c
        ? c.tags()
        : List.of();
  }

  /** What a model makes its pictures from; reads its configuration on the caller's thread. */
  public ModelInput input(String model) {
    return ModelInput.of(ModelConfig.of(library.find(model).config()));
  }

  /** What a model's configuration says; reads no weights, on the caller's thread. */
  public ModelSummary describe(String model) {
    return ModelSummary.brief(library.find(model));
  }

  /** What a model is; reads and checks all of its files on the caller's thread. */
  public ModelSummary inspect(String model) {
    return ModelSummary.of(library.find(model));
  }

  /**
   * Writes a model as {@code model.safetensors} and {@code model.yaml}; reads and writes on the
   * caller's thread.
   *
   * @param half whether float32 weights become float16
   * @param parts whether first stage, condition and transformer get files of their own; a first
   *     stage alone becomes one for the folder of a transformer's model
   */
  public void convert(String model, Path out, boolean half, boolean parts) {
    Conversion.convert(library.find(model), out, half, parts);
  }

  /** The model, loaded; the one before it is let go. Runs on the engine's thread. */
  private ModelBundle model(String name) {
    ModelFolder folder = library.find(name);
    if (open != null && open.folder().equals(folder)) {
      return open;
    }
    Device on = device;
    if (on == null) {
      on = Device.of(settings.device());
      Torch.setThreads(settings.threads());
      device = on;
    }
    Precision how = precision(on);
    letGo();
    ModelBundle bundle = ModelBundle.open(folder, on, how);
    open = bundle;
    return bundle;
  }

  /** What was asked for, or what is fastest, found out once. */
  private Precision precision(Device on) {
    if (precision == null) {
      precision =
          settings.precision().equals("auto")
              ? PrecisionChoice.fastest(on)
              : Kernels.here().usable(Precision.of(settings.precision()), on);
    }
    return precision;
  }

  private Inspection inspection(String name) {
    ModelBundle bundle = model(name);
    Inspection now = inspection;
    if (now == null || !now.model().equals(bundle)) {
      now = new Inspection(bundle);
      inspection = now;
    }
    return now;
  }

  /** Lets go of the model after what is under way; waits for that. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // the process ends already, and the hook is at work
    }
    thread.execute(this::letGo);
    thread.shutdown();
    if (!awaitEnd(CLOSE_SECONDS)) {
      thread.shutdownNow();
    }
    abandonAll();
  }

  private boolean awaitEnd(long seconds) {
    try {
      return thread.awaitTermination(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
