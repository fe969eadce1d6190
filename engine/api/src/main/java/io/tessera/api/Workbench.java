package io.tessera.api;

import io.tessera.api.fault.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What is done with models and the machine beside making pictures: measuring, checking, converting.
 * It takes files of this computer, so it is done in this process only.
 */
public interface Workbench extends Models, AutoCloseable {
  /**
   * Measures a model on pictures that it has not learned from.
   *
   * @param segmenter folder of the segmenter that reads labels off pictures
   * @param progress takes lines about what is being done, on the engine's thread
   * @param notices takes a line for every file that is skipped
   * @throws InputException later, through the future, if a model, the folder or the seed is at
   *     fault
   */
  CompletableFuture<EvaluationReport> evaluate(
      String model,
      Path segmenter,
      EvaluationRequest request,
      Consumer<String> progress,
      Consumer<String> notices);

  /**
   * Measures a model on whole photographs that it has not learned from.
   *
   * @param segmenter folder of the segmenter that reads labels off pictures
   * @param progress takes lines about what is being done, on the engine's thread
   * @param notices takes a line for every file that is skipped
   */
  CompletableFuture<PhotographReport> evaluate(
      String model,
      Path segmenter,
      PhotographRequest request,
      Consumer<String> progress,
      Consumer<String> notices);

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
  CompletableFuture<List<ScheduleRow>> compareSchedules(
      String model,
      Path segmenter,
      List<Schedule> schedules,
      SamplingConfig how,
      int scenes,
      long seed,
      Consumer<String> progress);

  /**
   * Measures what this machine can do, with random weights; the model that is open is let go.
   *
   * @param progress takes lines about what is being done, on the engine's thread
   * @throws InputException later, through the future, if there is not enough memory
   */
  CompletableFuture<BenchReport> bench(BenchRequest request, Consumer<String> progress);

  /**
   * Measures how time and memory grow, with random weights of the demo's shape; the model that is
   * open is let go.
   *
   * @param progress takes lines about what is being done, on the engine's thread
   */
  CompletableFuture<List<ScalingPoint>> scaling(Consumer<String> progress);

  /**
   * Checks whether this machine computes what it should; the model that is open is let go.
   *
   * @param original folder of a model with the original's numbers
   * @param progress takes lines about what is being done, on the engine's thread
   */
  CompletableFuture<CheckReport> check(Path original, Consumer<String> progress);

  /**
   * Writes a model as {@code model.safetensors} and {@code model.yaml}; reads and writes on the
   * caller's thread.
   *
   * @param half whether float32 weights become float16
   * @param parts whether first stage, condition and transformer get files of their own; a first
   *     stage alone becomes one for the folder of a transformer's model
   */
  void convert(String model, Path out, boolean half, boolean parts);

  /** Lets go of the model after what is under way; waits for that. */
  @Override
  void close();
}
