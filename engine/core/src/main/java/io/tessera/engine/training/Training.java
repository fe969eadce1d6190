package io.tessera.engine.training;

import io.tessera.api.CodebookUse;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngFile;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.SegmenterConfig;
import io.tessera.engine.checkpoint.Yaml;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A training run in a folder: {@code state.safetensors} (weights and optimiser, to resume from),
 * {@code losses.csv}, {@code measures.csv}, {@code curves.png}, {@code sheets/*.png}, and {@code
 * model/}, which inference loads.
 */
public final class Training {
  private static final String STATE = "state.safetensors";

  /**
   * What to tell the user after a step.
   *
   * @param batchesPerSecond over the last steps
   * @param terms the losses, or a sheet's measures, by name
   */
  public record Progress(
      long step,
      long steps,
      double batchesPerSecond,
      Map<String, Double> terms,
      boolean measured) {}

  private final Path configFile;
  private final Path folder;
  private final ConfigNode config;
  private final TrainingSettings settings;
  private final Consumer<String> notices;
  private volatile boolean stopping;
  private volatile boolean stepping;
  private double best = Double.POSITIVE_INFINITY;

  /** Sheets since the best one. */
  private int worse;

  /**
   * @param configFile YAML with a {@code model} section in the original's schema and a {@code
   *     training} section
   * @param folder of the run; made where it does not exist
   * @param notices takes lines that the user should see, such as files that were skipped
   */
  public Training(Path configFile, Path folder, Consumer<String> notices) {
    this.notices = notices;
    this.configFile = configFile;
    this.folder = folder;
    this.config = OriginalData.withTraining(Yaml.read(List.of(configFile)), notices);
    this.settings = TrainingSettings.of(config);
  }

  /**
   * Trains to the last step.
   *
   * @param resume whether to go on from the folder's state; without it a folder that has one is
   *     refused
   */
  public void run(boolean resume, Device device, Consumer<Progress> listener) {
    Path state = folder.resolve(STATE);
    if (resume != Files.exists(state)) {
      throw new InputException(
          resume
              ? folder + " has no " + STATE + " to resume from"
              : folder + " holds a training already; give --resume to go on, or another folder");
    }
    Torch.setThreads(settings.threads());
    try (RunLock _ = RunLock.of(folder);
        Job job = job(device, listener)) {
      long first = 0;
      if (resume) {
        try (Checkpoint checkpoint = Checkpoint.open(state)) {
          job.resume(checkpoint.tensors());
          first = Long.parseLong(checkpoint.metadata().getOrDefault("step", "0"));
          best = Double.parseDouble(checkpoint.metadata().getOrDefault("best", "Infinity"));
          worse = Integer.parseInt(checkpoint.metadata().getOrDefault("worse", "0"));
        }
      } else {
        job.start(settings.seed());
      }
      steps(job, first, listener);
      if (job.judgedBy().isEmpty() && !stopping) {
        saveModel(job);
      }
    } catch (IOException e) {
      throw new InputException(folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** How many labels a layout of the model has; 0 where it takes none. */
  private static int labels(ModelConfig model) {
    return switch (model) {
      case FirstStageConfig c -> c.labels();
      case SegmenterConfig c -> c.labels();
      case Net2NetConfig c ->
          c.condStage() instanceof CondStageConfig.Encoded e ? e.firstStage().labels() : 0;
      default -> 0;
    };
  }

  private Job job(Device device, Consumer<Progress> listener) {
    settings.checkLabels(labels(ModelConfig.of(config)));
    return switch (ModelConfig.of(config)) {
      case FirstStageConfig c -> new FirstStageJob(c, config, settings, device, notices);
      case Net2NetConfig c ->
          new TransformerJob(
              c,
              config,
              settings,
              device,
              folder,
              n ->
                  listener.accept(
                      new Progress(
                          n, config.get("training").get("scenes").positive(), 0, Map.of(), false)),
              notices);
      case SegmenterConfig c -> new SegmenterJob(c, config, settings, device, notices);
      default -> throw config.get("model").fault("names no model that can be trained");
    };
  }

  private void steps(Job job, long first, Consumer<Progress> listener) throws IOException {
    long began = System.nanoTime();
    long saved = began;
    long shown = began;
    DivergenceGuard guard = new DivergenceGuard();
    long step = first;
    stepping = true;
    while (step < settings.steps() && !isOver() && !stopping) {
      Map<String, Double> terms = job.step(step);
      guard.watch(step, terms).ifPresent(notices);
      log("losses.csv", step, terms);
      step++;
      long now = System.nanoTime();
      double rate = (step - first) / ((now - began) / 1e9);
      Map<String, Double> shownTerms = new TreeMap<>(terms);
      shownTerms.put("crops/s", rate * settings.batchSize());
      listener.accept(new Progress(step, settings.steps(), rate, shownTerms, false));
      if (now - shown > settings.sheetMinutes() * 60e9) {
        sheet(job, step, listener);
        shown = now;
      }
      if (now - saved > settings.checkpointMinutes() * 60e9 && guard.isHealthy()) {
        save(job, step);
        saved = now;
      }
    }
    if (!isOver() && !stopping) {
      sheet(job, step, listener);
    }
    save(job, step);
  }

  /**
   * Ends the run after the step under way, with its state saved; from any thread.
   *
   * @return whether there are steps under way, and so a state to wait for
   */
  public boolean stop() {
    stopping = true;
    return stepping;
  }

  /** Whether {@link #stop} has ended the run before its last step. */
  public boolean isStopped() {
    return stopping;
  }

  /** Whether the measure has stopped to improve. */
  private boolean isOver() {
    return settings.patience() > 0 && worse >= settings.patience();
  }

  private void sheet(Job job, long step, Consumer<Progress> listener) throws IOException {
    Job.Sheet sheet = job.sheet();
    PngFile.write(
        sheet.picture(),
        folder.resolve("sheets").resolve(String.format(Locale.ROOT, "step-%07d.png", step)),
        Map.of());
    log("measures.csv", step, sheet.measures());
    CurvePlot.write(
        List.of(folder.resolve("losses.csv"), folder.resolve("measures.csv")),
        folder.resolve("curves.png"));
    listener.accept(new Progress(step, settings.steps(), 0, sheet.measures(), true));
    if (job.judgedBy().isPresent()) {
      judge(job, step, sheet.measures().get(job.judgedBy().get()));
    }
  }

  /** Keeps the model if it is the best so far. */
  private void judge(Job job, long step, double measure) throws IOException {
    worse = measure < best ? 0 : worse + 1;
    if (measure < best) {
      best = measure;
      saveModel(job);
    } else if (isOver()) {
      notices.accept(
          String.format(
              Locale.ROOT,
              "stopped at step %d: no improvement on %.4f in the last %d sheets",
              step,
              best,
              worse));
    }
  }

  private void save(Job job, long step) throws IOException {
    SafetensorsWriter out = new SafetensorsWriter().metadata("step", Long.toString(step));
    out.metadata("best", Double.toString(best)).metadata("worse", Integer.toString(worse));
    job.save(out);
    out.write(folder.resolve(STATE));
  }

  private void saveModel(Job job) throws IOException {
    SafetensorsWriter out = new SafetensorsWriter();
    job.saveModel(out);
    out.write(folder.resolve("model").resolve("model.safetensors"));
    Files.copy(
        configFile,
        folder.resolve("model").resolve("model.yaml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    if (settings.labels().isPresent()) {
      Files.writeString(
          folder.resolve("model").resolve(ModelFolder.LABELS + ".json"),
          settings.labels().get().toJson() + "\n");
    }
    Optional<CodebookUse> use = job.use();
    if (use.isPresent()) {
      use.get().write(folder.resolve("model").resolve(CodebookUse.FILE));
    }
  }

  /** Lines of step, term, value. */
  private void log(String name, long step, Map<String, Double> terms) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name);
    StringBuilder lines = new StringBuilder(Files.exists(file) ? "" : "step,term,value\n");
    new TreeMap<>(terms)
        .forEach(
            (term, value) ->
                lines.append(String.format(Locale.ROOT, "%d,%s,%.6g%n", step, term, value)));
    Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
