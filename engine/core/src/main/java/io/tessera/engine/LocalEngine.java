package io.tessera.engine;

import io.tessera.api.Alternatives;
import io.tessera.api.BenchReport;
import io.tessera.api.BenchRequest;
import io.tessera.api.CheckReport;
import io.tessera.api.CodebookPatches;
import io.tessera.api.CodebookUse;
import io.tessera.api.Completion;
import io.tessera.api.DeviceMemory;
import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.EvaluationReport;
import io.tessera.api.EvaluationRequest;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.ModelSummary;
import io.tessera.api.Models;
import io.tessera.api.PhotographReport;
import io.tessera.api.PhotographRequest;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SamplingConfig;
import io.tessera.api.ScalingPoint;
import io.tessera.api.Schedule;
import io.tessera.api.ScheduleRow;
import io.tessera.api.Surprise;
import io.tessera.api.TagConfig;
import io.tessera.api.TileProgress;
import io.tessera.api.TokenGrid;
import io.tessera.api.Workbench;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.bench.Bench;
import io.tessera.engine.bench.Scaling;
import io.tessera.engine.check.MachineCheck;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.ModelLibrary;
import io.tessera.engine.evaluation.Evaluation;
import io.tessera.engine.evaluation.PhotographEvaluation;
import io.tessera.engine.evaluation.ScheduleComparison;
import io.tessera.engine.model.DepthNetwork;
import io.tessera.engine.model.FeatureNetwork;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.PhotographLabels;
import io.tessera.engine.model.PretrainedFeatures;
import io.tessera.engine.model.Segmenter;
import io.tessera.engine.render.Inspection;
import io.tessera.engine.render.LocalRender;
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

/** An engine in this process. All native work is done on the one thread that it owns. */
public final class LocalEngine implements Engine, Workbench {
  /** Pixels of the pictures that schedules are compared by: larger than the demo's window. */
  private static final int COMPARED_WIDTH = 640;

  private static final int COMPARED_HEIGHT = 416;

  private static final long CLOSE_SECONDS = 60;
  private static final long ABANDON_SECONDS = 30;

  private final EngineSettings settings;
  private final ModelLibrary library;
  private final Models models;
  private final ExecutorService thread;
  private final Thread atExit;

  /** Renders that have not ended, and what else is being done. */
  private final Set<LocalRender> renders = ConcurrentHashMap.newKeySet();

  private final Set<CompletableFuture<?>> asked = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Device device;
  private @Nullable Precision precision;
  private @Nullable ModelBundle open;
  private @Nullable Inspection inspection;

  /** Starts nothing yet: libtorch is loaded when it is first needed. */
  public LocalEngine(EngineSettings settings) {
    this.settings = settings;
    this.library = new ModelLibrary(settings.modelFolders());
    this.models = new LocalModels(library);
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
    List.copyOf(renders).forEach(LocalRender::abandon);
    List.copyOf(asked).forEach(work -> work.cancel(false));
  }

  /** Something that is done on the engine's thread and told through a future. */
  private <T> CompletableFuture<T> ask(Supplier<T> work) {
    CompletableFuture<T> future = CompletableFuture.supplyAsync(work, thread);
    asked.add(future);
    future.whenComplete((result, error) -> asked.remove(future));
    return future;
  }

  @Override
  public List<ModelEntry> models() {
    return models.models();
  }

  @Override
  public List<FaultyModel> faultyModels() {
    return models.faultyModels();
  }

  @Override
  public long residentBytes() {
    return Torch.residentBytes();
  }

  /** Drawn by Java alone: it does not wait for the engine's thread. */
  @Override
  public CompletableFuture<Surprise> surprise(long seed, int width, int height, boolean people) {
    return CompletableFuture.supplyAsync(
        () -> Surprises.of(seed, Math.max(64, width / 2), Math.max(64, height / 2), people));
  }

  @Override
  public Render render(RenderRequest request) {
    return begin(request, null, null);
  }

  @Override
  public Render render(RenderState state) {
    return begin(state.request(), state, null);
  }

  @Override
  public Render complete(Completion completion, RenderState open) {
    return begin(open.request(), open, completion);
  }

  private Render begin(
      RenderRequest request, @Nullable RenderState state, @Nullable Completion completion) {
    LocalRender render =
        new LocalRender(request, state, completion, () -> model(request.model()), thread, settings);
    renders.removeIf(LocalRender::isEnded);
    renders.add(render);
    render.start();
    return render;
  }

  @Override
  public CompletableFuture<String> warmUp(String model) {
    return ask(
        () -> {
          ModelBundle bundle = model(model);
          return bundle.device() + " · " + bundle.precision().id();
        });
  }

  @Override
  public CompletableFuture<TokenGrid> encode(String model, RgbImage image, TileProgress progress) {
    return ask(
        () -> {
          FirstStage stage = model(model).firstStage();
          int channels = stage.config().dd().inChannels();
          if (stage.config().isSegmentation() || channels != 3 && channels != 1) {
            throw new InputException("the model '" + model + "' encodes no pictures");
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

  @Override
  public CompletableFuture<RgbImage> decode(String model, TokenGrid tokens, double texture) {
    return ask(
        () -> {
          HostTensor x =
              model(model).firstStage().decodeWithin(tokens, Torch.budget(settings), texture);
          return RgbImage.fromNetwork(
              x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
        });
  }

  @Override
  public Optional<DeviceMemory> deviceMemory() {
    Device now = device;
    return now == null ? Optional.empty() : now.memory();
  }

  @Override
  public CompletableFuture<Integer> tokens(String model) {
    return ask(() -> model(model).firstStage().codebook().tokens());
  }

  @Override
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

  @Override
  public CompletableFuture<Optional<CodebookUse>> learnedUse(String model) {
    return ask(
        () -> {
          ModelBundle bundle = model(model);
          int tokens = bundle.firstStage().codebook().tokens();
          return bundle.folder().file(CodebookUse.FILE).map(f -> CodebookUse.read(f, tokens));
        });
  }

  @Override
  public CompletableFuture<DepthMap> depth(Path network, RgbImage photograph) {
    return ask(
        () -> {
          try (DepthNetwork depth = DepthNetwork.open(network, Device.of(settings.device()))) {
            return depth.depth(photograph);
          }
        });
  }

  @Override
  public CompletableFuture<LabelMap> segment(RgbImage photograph) {
    return ask(
        () -> {
          Path folder =
              settings
                  .segmenter()
                  .orElseThrow(
                      () -> new InputException("this engine has no segmenter of photographs"));
          try (Segmenter reader =
              Segmenter.open(ModelFolder.at(folder), Device.of(settings.device()))) {
            return new PhotographLabels(reader).of(photograph);
          }
        });
  }

  @Override
  public CompletableFuture<Alternatives> alternatives(
      RenderState state, int row, int column, int most) {
    return ask(() -> inspection(state.request().model()).alternatives(state, row, column, most));
  }

  @Override
  public CompletableFuture<float[]> entropies(RenderState state) {
    return ask(() -> inspection(state.request().model()).entropies(state));
  }

  @Override
  public CompletableFuture<RenderEvent.Preview> decodePart(
      String model, TokenGrid tokens, BitSet cells, double texture) {
    BitSet wanted = (BitSet) cells.clone();
    return ask(() -> LocalRender.part(model(model), tokens, wanted, texture));
  }

  @Override
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

  @Override
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

  @Override
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

  @Override
  public CompletableFuture<BenchReport> bench(BenchRequest request, Consumer<String> progress) {
    return ask(
        () -> {
          letGo();
          Device where = Device.of(settings.device());
          Torch.setThreads(settings.threads());
          return new Bench(request, where, settings.threads(), progress).run();
        });
  }

  @Override
  public CompletableFuture<List<ScalingPoint>> scaling(Consumer<String> progress) {
    return ask(
        () -> {
          letGo();
          Device where = Device.of(settings.device());
          Torch.setThreads(settings.threads());
          return new Scaling(where, precision(where), progress).run();
        });
  }

  @Override
  public CompletableFuture<CheckReport> check(Path original, Consumer<String> progress) {
    return ask(
        () -> {
          letGo();
          Torch.setThreads(settings.threads());
          return new MachineCheck(original, settings.threads(), progress).run();
        });
  }

  @Override
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

  @Override
  public List<TagConfig> tags(String model) {
    return models.tags(model);
  }

  @Override
  public ModelInput input(String model) {
    return models.input(model);
  }

  @Override
  public ModelSummary describe(String model) {
    return models.describe(model);
  }

  @Override
  public ModelSummary inspect(String model) {
    return models.inspect(model);
  }

  @Override
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
