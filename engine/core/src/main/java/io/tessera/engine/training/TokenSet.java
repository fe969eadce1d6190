package io.tessera.engine.training;

import io.tessera.api.CodebookUse;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.training.scene.Mood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/**
 * Pictures as token grids, picture and condition, made once and kept in a file for the second
 * stage. Whole pictures are encoded, as whole conditions are when a picture is rendered; windows
 * are cut out of the grids.
 */
final class TokenSet {
  /**
   * One picture.
   *
   * @param condition what it is made from, cell by cell or in one cell for the whole
   * @param focus cell that many windows should hold, where there is one
   */
  record Pair(
      TokenGrid condition,
      TokenGrid image,
      Sample.Style style,
      Optional<Mood> mood,
      Optional<Cell> focus) {}

  /** A place in a grid. */
  record Cell(int row, int column) {}

  private final List<Pair> pairs;

  /** Cells of all grids before each one's own, and all of them. */
  private final long[] before;

  TokenSet(List<Pair> pairs) {
    this.pairs = List.copyOf(pairs);
    this.before = new long[pairs.size() + 1];
    for (int i = 0; i < pairs.size(); i++) {
      TokenGrid image = pairs.get(i).image();
      before[i + 1] = before[i] + (long) image.rows() * image.columns();
    }
  }

  List<Pair> pairs() {
    return pairs;
  }

  /** A picture; large ones come as much more often as they hold more. */
  Pair draw(SplittableRandom random) {
    int place = java.util.Arrays.binarySearch(before, random.nextLong(before[pairs.size()]));
    return pairs.get(place >= 0 ? place : -place - 2);
  }

  /**
   * Reads the file, or encodes {@code count} pictures from {@code first} on into it first.
   *
   * @param threads that make pictures beside the encoding
   */
  static TokenSet of(
      Path file,
      Dataset data,
      long first,
      int count,
      FirstStage image,
      LearnedCondition condition,
      int threads,
      IntConsumer done)
      throws IOException {
    if (!Files.exists(file)) {
      encode(file, data, first, count, image, condition, threads, done);
    }
    return read(file);
  }

  /** The pictures of several sets as one. */
  TokenSet and(TokenSet other) {
    List<Pair> both = new ArrayList<>(pairs);
    both.addAll(other.pairs);
    return new TokenSet(both);
  }

  /** Counts the tokens of all pictures. */
  void countInto(CodebookUse use) {
    pairs.forEach(pair -> use.count(pair.image()));
  }

  /** Whether codebooks of so many tokens have all the tokens. */
  boolean fits(int imageTokens, int conditionTokens) {
    return pairs.stream()
        .allMatch(
            pair -> below(pair.image(), imageTokens) && below(pair.condition(), conditionTokens));
  }

  private static boolean below(TokenGrid grid, int limit) {
    return java.util.Arrays.stream(grid.tokens()).allMatch(token -> token < limit);
  }

  /** Reads a file that is there. */
  static TokenSet read(Path file) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (int n = 0; checkpoint.tensors().containsKey("condition." + n); n++) {
        long[] about = checkpoint.tensors().get("about." + n).toLongs();
        pairs.add(
            new Pair(
                grid(checkpoint, "condition." + n),
                grid(checkpoint, "image." + n),
                Sample.Style.values()[(int) about[0]],
                about[1] < 0 ? Optional.empty() : Optional.of(Mood.values()[(int) about[1]]),
                about.length < 4 || about[2] < 0
                    ? Optional.empty()
                    : Optional.of(new Cell((int) about[2], (int) about[3]))));
      }
    }
    if (pairs.isEmpty()) {
      throw new InputException(file + " holds no pictures; delete it, and it will be made again");
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
      Dataset data,
      long first,
      int count,
      FirstStage image,
      LearnedCondition condition,
      int threads,
      IntConsumer done)
      throws IOException {
    SafetensorsWriter out = new SafetensorsWriter();
    // A few pictures ahead: while one is encoded, the next are drawn.
    int lead = 2 * threads;
    ExecutorService workers =
        Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
    try {
      Queue<Future<Sample>> ahead = new ArrayDeque<>();
      for (int n = 0; n < count + lead; n++) {
        if (n < count) {
          long index = first + n;
          ahead.add(workers.submit(() -> data.get(index)));
        }
        if (n >= lead) {
          int k = n - lead;
          Sample sample = Waiting.until(ahead.remove(), "picture " + (first + k));
          put(out, k, pair(sample, first + k, image, condition));
          done.accept(k + 1);
        }
      }
    } finally {
      workers.shutdownNow();
    }
    out.write(file);
  }

  private static void put(SafetensorsWriter out, int n, Pair pair) {
    put(out, "condition." + n, pair.condition);
    put(out, "image." + n, pair.image);
    long mood = pair.mood.map(m -> (long) m.ordinal()).orElse(-1L);
    long row = pair.focus.map(Cell::row).orElse(-1);
    long column = pair.focus.map(Cell::column).orElse(-1);
    out.longs("about." + n, new long[] {4}, new long[] {pair.style.ordinal(), mood, row, column});
  }

  private static void put(SafetensorsWriter out, String name, TokenGrid grid) {
    long[] values = java.util.Arrays.stream(grid.tokens()).asLongStream().toArray();
    out.longs(name, new long[] {grid.rows(), grid.columns()}, values);
  }

  /**
   * One picture's tokens.
   *
   * @param seed of the part of a layout that is left open now and then
   */
  static Pair pair(Sample sample, long seed, FirstStage image, LearnedCondition condition) {
    int f = image.factor();
    int w = sample.image().width() / f * f;
    int h = sample.image().height() / f * f;
    RgbImage picture = sample.image().crop(0, 0, w, h);
    HostTensor x = image.encode(image.pixels(picture));
    return new Pair(
        condition.tokens(sample, f, seed),
        image.tokens(x),
        sample.style(),
        sample.mood(),
        sample.focus().map(p -> new Cell(Math.min(h - 1, p.y()) / f, Math.min(w - 1, p.x()) / f)));
  }
}
