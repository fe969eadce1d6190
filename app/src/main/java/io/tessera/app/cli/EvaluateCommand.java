package io.tessera.app.cli;

import io.tessera.api.EvaluationRequest;
import io.tessera.api.PhotographReport;
import io.tessera.api.PhotographRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.Schedule;
import io.tessera.api.Workbench;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.app.settings.EngineChoice;
import io.tessera.app.settings.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tessera evaluate}: what a model is worth. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Measures a model on pictures that it has not learned from: likelihood, reconstruction, codebook use, layout fidelity, distance of renders to true pictures (FID), diversity, copies.")
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelOption model = new ModelOption();

  private static final int TRAINING_SCENES = 60;
  private static final int MOST_PHOTOGRAPHS = 1000;

  /** Scenes or a folder. */
  static final class Source {
    @ArgGroup(exclusive = false)
    private @Nullable Scenes scenes;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "folder with images/ and labels/ instead of scenes")
    private @Nullable Path data;

    @Option(
        names = "--photographs",
        paramLabel = "DIR",
        description =
            "instead: whole photographs, with images/, labels/ and moods.tsv: reconstructions and renders of their layouts")
    private @Nullable Path photographs;
  }

  /** How many scenes, from which seed on. */
  static final class Scenes {
    @Option(names = "--scenes", required = true, paramLabel = "N", description = "scenes to draw")
    private int count;

    @Option(
        names = "--seed",
        required = true,
        paramLabel = "S",
        description = "of the first scene; seeds of trainings are refused")
    private long seed;
  }

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Source source = new Source();

  @Option(names = "--report", paramLabel = "OUT.json", description = "also write the measures")
  private @Nullable Path report;

  @Option(
      names = "--nearest",
      paramLabel = "OUT.png",
      description = "also write renders above their nearest training crops")
  private @Nullable Path nearest;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description =
          "with --photographs: also write layout, photograph, reconstruction and renders side by side")
  private @Nullable Path pictures;

  @Option(
      names = "--training-seed",
      defaultValue = "13",
      paramLabel = "N",
      description = "training whose scenes copies are looked for in (default: 13, the demo's)")
  private long trainingSeed;

  @Option(
      names = "--training-data",
      paramLabel = "DIR",
      description = "photographs that were learned from, to look for copies in")
  private @Nullable Path trainingData;

  @Option(
      names = "--guidance",
      paramLabel = "G",
      description = "as in render (default: what the model suggests, else 1)")
  private @Nullable Double guidance;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "as in render (default: what the model suggests)")
  private @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "as in render (default: what the model suggests)")
  private @Nullable Double topP;

  @Option(
      names = "--schedules",
      split = ",",
      paramLabel = "S",
      description =
          "instead: what these schedules cost on whole scenes, such as exact,strided:8,strided:8x4")
  private @Nullable List<String> schedules;

  @Option(
      names = "--segmenter",
      paramLabel = "DIR",
      description =
          "what reads labels off pictures (default: the bundled one for scenes, or for photographs)")
  private @Nullable Path segmenter;

  @Option(
      names = "--features",
      paramLabel = "PT",
      description =
          "a TorchScript network that tells what pictures are like, such as Inception, for the FID (default: the segmenter)")
  private @Nullable Path features;

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (report != null) {
      AtomicFile.checkWritable(report);
    }
    Scenes scenes = source.scenes;
    if (schedules != null && scenes == null) {
      throw new ParameterException(
          spec.commandLine(), "--schedules are compared on scenes; give --scenes and --seed");
    }
    if (schedules != null && (nearest != null || features != null || trainingData != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--schedules tells what schedules cost and nothing else; leave out --nearest, --features"
              + " and --training-data");
    }
    if (source.photographs == null && pictures != null) {
      throw new ParameterException(spec.commandLine(), "--pictures goes with --photographs");
    }
    if (source.photographs != null && (nearest != null || features != null || schedules != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--photographs has measures of its own; leave out --nearest, --features and --schedules");
    }
    Path reader = reader();
    ProgressBar bar = ProgressBar.on(spec.commandLine().getErr());
    try (Workbench bench = engineOptions.workbench()) {
      if (source.photographs != null) {
        return tell(photographs(bench, source.photographs, reader, bar));
      }
      EvaluationRequest request =
          new EvaluationRequest(
              scenes != null ? scenes.count : 1000,
              scenes != null ? scenes.seed : 0,
              Optional.ofNullable(source.data),
              Optional.ofNullable(trainingData),
              trainingSeed,
              TRAINING_SCENES,
              sampling(bench.input(model.name()).sampling()),
              Optional.ofNullable(nearest),
              Optional.ofNullable(features));
      Object result =
          schedules != null
              ? Futures.get(
                  bench.compareSchedules(
                      model.name(),
                      reader,
                      schedules.stream().map(Schedule::of).toList(),
                      request.sampling(),
                      request.scenes(),
                      request.seed(),
                      bar::line))
              : Futures.get(
                  bench.evaluate(
                      model.name(),
                      reader,
                      request,
                      bar::line,
                      spec.commandLine().getErr()::println));
      return tell(result);
    } catch (IOException e) {
      throw new InputException("the report cannot be written: " + e.getMessage(), e);
    }
  }

  private int tell(Object result) throws IOException {
    String json = Reports.json(result);
    spec.commandLine().getOut().println(json);
    if (report != null) {
      Reports.write(report, json + "\n");
    }
    return 0;
  }

  /** Drawn scenes and photographs have a bundled segmenter each. */
  private Path reader() {
    if (segmenter != null) {
      return segmenter;
    }
    return source.photographs != null ? Folders.photographSegmenter() : Folders.segmenter();
  }

  private PhotographReport photographs(Workbench bench, Path folder, Path reader, ProgressBar bar) {
    PhotographRequest request =
        new PhotographRequest(
            folder,
            MOST_PHOTOGRAPHS,
            Optional.ofNullable(trainingData),
            Folders.features(),
            sampling(bench.input(model.name()).sampling()),
            EngineChoice.load().schedule(),
            Optional.ofNullable(pictures));
    return Futures.get(
        bench.evaluate(
            model.name(), reader, request, bar::line, spec.commandLine().getErr()::println));
  }

  private SamplingConfig sampling(SamplingConfig suggested) {
    return new SamplingConfig(
        topK != null ? topK : suggested.topK(),
        topP != null ? topP : suggested.topP(),
        guidance != null ? guidance : suggested.guidance(),
        guidance != null ? Map.of() : suggested.guidanceByWord());
  }
}
