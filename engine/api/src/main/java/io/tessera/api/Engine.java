package io.tessera.api;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The door to everything that makes pictures: renders, encodes and decodes, looks inside. It works
 * in this process, in a child process or on another machine. Every method that gives a future or a
 * render returns at once. A future fails with an {@link InputException} where what was given is at
 * fault.
 */
public interface Engine extends Models, AutoCloseable {
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
  default CompletableFuture<TokenGrid> encode(String model, RgbImage image) {
    return encode(model, image, TileProgress.NONE);
  }

  /**
   * As {@link #encode(String, RgbImage)}, telling how far it is.
   *
   * @param progress called on the engine's thread; a {@link
   *     java.util.concurrent.CancellationException} of it ends the encoding
   */
  CompletableFuture<TokenGrid> encode(String model, RgbImage image, TileProgress progress);

  /** Decodes tokens to a picture, with as much texture as the model expects. */
  default CompletableFuture<RgbImage> decode(String model, TokenGrid tokens) {
    return decode(model, tokens, 1);
  }

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
   * Labels of a photograph, of its size, in the order of the bundled landscape palette, as the
   * engine's segmenter reads them.
   *
   * @throws InputException later, through the future, if the engine has no segmenter
   */
  CompletableFuture<LabelMap> segment(RgbImage photograph);

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

  /** Lets go of the model that is open, after what is under way; the next render loads it again. */
  CompletableFuture<Void> unload();

  /** Lets go of the model after what is under way; waits for that. */
  @Override
  void close();
}
