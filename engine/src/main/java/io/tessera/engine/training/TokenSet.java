package io.tessera.engine.training;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Scenes as token grids, picture and layout, made once and kept in a file for the second stage.
 * Whole scenes are encoded, as whole layouts are when a picture is rendered; windows are cut out of
 * the grids.
 */
final class TokenSet {
  /** One scene. */
  record Pair(TokenGrid layout, TokenGrid image) {}

  private final List<Pair> pairs;

  private TokenSet(List<Pair> pairs) {
    this.pairs = pairs;
  }

  List<Pair> pairs() {
    return pairs;
  }

  /** Reads the file, or encodes {@code count} scenes into it first. */
  static TokenSet of(
      Path file,
      long firstSeed,
      int count,
      List<SceneDataset.Size> sizes,
      FirstStage image,
      FirstStage layout,
      IntConsumer done)
      throws IOException {
    if (!Files.exists(file)) {
      encode(file, firstSeed, count, sizes, image, layout, done);
    }
    List<Pair> pairs = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (int n = 0; checkpoint.tensors().containsKey("layout." + n); n++) {
        pairs.add(new Pair(grid(checkpoint, "layout." + n), grid(checkpoint, "image." + n)));
      }
    }
    return new TokenSet(pairs);
  }

  private static TokenGrid grid(Checkpoint checkpoint, String name) {
    var tensor = checkpoint.tensors().get(name);
    long[] values = tensor.toLongs();
    int[] tokens = new int[values.length];
    java.util.Arrays.setAll(tokens, i -> (int) values[i]);
    return new TokenGrid((int) tensor.shape()[0], (int) tensor.shape()[1], tokens);
  }

  private static void encode(
      Path file,
      long firstSeed,
      int count,
      List<SceneDataset.Size> sizes,
      FirstStage image,
      FirstStage layout,
      IntConsumer done)
      throws IOException {
    SafetensorsWriter out = new SafetensorsWriter();
    // Two scenes ahead: while one is encoded, the next are drawn.
    ExecutorService workers =
        Executors.newFixedThreadPool(2, Thread.ofPlatform().daemon().factory());
    try {
      Queue<Future<Scene>> ahead = new ArrayDeque<>();
      for (int n = 0; n < count + 4; n++) {
        if (n < count) {
          long seed = firstSeed + n;
          SceneDataset.Size size = sizes.get(n % sizes.size());
          ahead.add(workers.submit(() -> SceneGenerator.scene(seed, size.width(), size.height())));
        }
        if (n >= 4) {
          Scene scene = java.util.Objects.requireNonNull(ahead.poll()).get();
          Pair pair = pair(scene, firstSeed + n - 4, image, layout);
          put(out, "layout." + (n - 4), pair.layout);
          put(out, "image." + (n - 4), pair.image);
          done.accept(n - 3);
        }
      }
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("the token set could not be made", e);
    } finally {
      workers.shutdownNow();
    }
    out.write(file);
  }

  private static void put(SafetensorsWriter out, String name, TokenGrid grid) {
    long[] values = java.util.Arrays.stream(grid.tokens()).asLongStream().toArray();
    out.longs(name, new long[] {grid.rows(), grid.columns()}, values);
  }

  /** Encodes a scene; now and then part of its layout is left open. */
  private static Pair pair(Scene scene, long seed, FirstStage image, FirstStage layout) {
    int w = scene.image().width();
    int h = scene.image().height();
    byte[] labels = scene.labels().labels().clone();
    SplittableRandom random = new SplittableRandom(seed);
    if (layout.config().unlabelled().isPresent() && random.nextInt(5) == 0) {
      erase(labels, w, h, random, (byte) layout.config().unlabelled().getAsInt());
    }
    HostTensor c = layout.encodeLabels(new HostTensor.Bytes(labels, 1, h, w));
    HostTensor x = image.encode(new HostTensor.Floats(scene.image().toNetwork(), 1, 3, h, w));
    return new Pair(layout.tokens(c), image.tokens(x));
  }

  private static void erase(byte[] labels, int w, int h, SplittableRandom random, byte anything) {
    int left = random.nextInt(w / 2);
    int right = left + random.nextInt(w / 8, w / 2);
    int top = random.nextInt(h / 2);
    int bottom = top + random.nextInt(h / 8, h / 2);
    for (int y = top; y < bottom; y++) {
      java.util.Arrays.fill(labels, y * w + left, y * w + right, anything);
    }
  }
}
