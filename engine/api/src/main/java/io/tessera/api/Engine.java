package io.tessera.api;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.RgbImage;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The door to everything: makes pictures, encodes and decodes, looks inside, measures. Work is done
 * in the order it was asked for, and every method that gives a future returns at once. A future
 * fails with an {@link InputException} where what was given is at fault.
 */
public interface Engine extends AutoCloseable {
  /** The models that can be chosen, by folder and name. */
  List<ModelEntry> models();

  /** Folders that look like models and are none. */
  List<FaultyModel> faultyModels();

  /** Resident memory of the process that does the work, in bytes; 0 where that is not known. */
  long residentBytes();

  /**
   * Something plausible to make a picture from, of half the size.
   *
   * @param people whether there are people in it
   */
  CompletableFuture<Surprise> surprise(long seed, int width, int height, boolean people);

  /** Begins a picture; nothing is lost if the subscriber comes later. */
  Render render(RenderRequest request);

  /** Goes on with a saved render, to the same result as if it had not been interrupted. */
  Render render(RenderState state);

  /**
   * Fills the hole of a picture: as {@link #render(RenderState)}, and the picture that comes out is
   * the source outside the mask.
   *
   * @param open what {@link Completion#open} gave
   */
  Render complete(Completion completion, RenderState open);

  /**
   * Loads libtorch and a model ahead of time; the text says which device and precision were chosen.
   */
  CompletableFuture<String> warmUp(String model);

  /**
   * Encodes a picture to tokens. Its size is rounded down to whole tokens.
   *
   * @throws InputException later, through the future, if the model or the picture is at fault
   */
  CompletableFuture<TokenGrid> encode(String model, RgbImage image);

  /**
   * As {@link #encode(String, RgbImage)}, telling how far it is.
   *
   * @param progress called on the engine's thread; a {@link
   *     java.util.concurrent.CancellationException} of it ends the encoding
   */
  CompletableFuture<TokenGrid> encode(String model, RgbImage image, TileProgress progress);

  /** Decodes tokens to a picture, with as much texture as the model expects. */
  CompletableFuture<RgbImage> decode(String model, TokenGrid tokens);

  /**
   * Decodes tokens to a picture.
   *
   * @param texture how much is drawn, as in a {@link RenderRequest}
   */
  CompletableFuture<RgbImage> decode(String model, TokenGrid tokens, double texture);

  /**
   * Memory of the GPU that models run on; empty on a CPU, and before the first model. From any
   * thread.
   */
  Optional<DeviceMemory> deviceMemory();

  /** How many different tokens a model's pictures are made of. */
  CompletableFuture<Integer> tokens(String model);

  /** What every token of a model's codebook looks like. */
  CompletableFuture<CodebookPatches> patches(String model);

  /**
   * How often a model's tokens occur in what it has learned from; empty where no file beside its
   * weights tells ({@link CodebookUse#FILE}).
   *
   * @throws InputException later, through the future, if that file is at fault
   */
  CompletableFuture<Optional<CodebookUse>> learnedUse(String model);

  /**
   * Depth of a photograph by a network of the user's, near for high.
   *
   * @throws InputException later, through the future, if the file or what it tells is at fault
   */
  CompletableFuture<DepthMap> depth(Path network, RgbImage photograph);

  /**
   * What else the model thought of for a cell of a picture.
   *
   * @param state the picture; tokens before the cell in its window must be known
   * @param most choices that are told
   */
  CompletableFuture<Alternatives> alternatives(RenderState state, int row, int column, int most);

  /**
   * How undecided the model is about every cell of a picture, given what is before it: entropy in
   * bits, row-major. Takes seconds.
   *
   * @param state all of its tokens must be known
   */
  CompletableFuture<float[]> entropies(RenderState state);

  /**
   * Decodes some cells of a grid, and a border of one cell: nearly what the whole picture will show
   * there, much sooner.
   *
   * @param cells row-major, not empty
   * @param texture how much is drawn, as in a {@link RenderRequest}
   */
  CompletableFuture<RenderEvent.Preview> decodePart(
      String model, TokenGrid tokens, BitSet cells, double texture);

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

  /** Lets go of the model that is open, after what is under way; the next render loads it again. */
  CompletableFuture<Void> unload();

  /** The words a model knows, such as moods; reads its configuration on the caller's thread. */
  List<TagConfig> tags(String model);

  /** What a model makes its pictures from; reads its configuration on the caller's thread. */
  ModelInput input(String model);

  /** What a model's configuration says; reads no weights, on the caller's thread. */
  ModelSummary describe(String model);

  /** What a model is; reads and checks all of its files on the caller's thread. */
  ModelSummary inspect(String model);

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
