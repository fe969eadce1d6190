package io.tessera.engine.sampling;

import io.tessera.engine.checkpoint.TokenOrder;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.sampling.Plan.Draw;
import io.tessera.engine.torch.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fills token grids step by step, as a {@link Plan} says, with a sliding attention window (section
 * 3.3): one picture, several candidates of one, or several pictures of the same size. Knows token
 * grids, not pixels. The caller may stop, wait or save between any two steps; a sampler that starts
 * from what was sampled before goes on to the same result.
 */
public final class Sampler {
  /** How much longer than needed a batch may get by padding before it is rather split. */
  private static final double PADDING = 1.15;

  private final Transformer transformer;
  private final Drawing drawing;
  private final Plan plan;
  private final List<Picture> pictures;
  private final int[][] tokens;
  private final Sequences sequences;
  private final boolean sharing;

  /** Length of what the cache holds of each run under way. */
  private final Map<Run, Integer> fed = new IdentityHashMap<>();

  private final List<float[]> told = new ArrayList<>();
  private int step;
  private int remaining;

  /**
   * @param pictures of the plan's size; cells that the plan samples but a picture knows already are
   *     skipped, so all must know the same ones
   */
  public Sampler(Transformer transformer, Drawing drawing, Plan plan, List<Picture> pictures) {
    this.transformer = transformer;
    this.drawing = drawing;
    this.plan = plan;
    this.pictures = List.copyOf(pictures);
    this.tokens = pictures.stream().map(p -> p.known().tokens()).toArray(int[][]::new);
    List<ConditionTokens> voices = new ArrayList<>();
    pictures.forEach(p -> voices.add(p.condition()));
    drawing.guidance().ifPresent(g -> pictures.forEach(p -> voices.add(g.without())));
    pictures.forEach(p -> check(p.condition(), p.known()));
    this.sequences = new Sequences(plan, voices, tokens);
    this.remaining = (int) plan.cells().stream().filter(this::isOpen).count();
    int shared = sequences.before - 1;
    this.sharing =
        sequences.shareConditions() && shared >= Math.max(1, transformer.config().nUnmasked());
    boolean cached =
        sharing
            || plan.steps().stream()
                .flatMap(List::stream)
                .anyMatch(d -> d.run().cells().size() > 1);
    if (cached && remaining > 0) {
      transformer.reserve(plan.slots() * sequences.voices());
    }
  }

  /**
   * The window that a transformer has over a grid under such a condition.
   *
   * @throws InputException if the grid is smaller than that, or larger where the tokens' order does
   *     not let the window slide
   */
  public static SlidingWindow window(
      Transformer transformer, ConditionTokens condition, int rows, int columns) {
    int size =
        SlidingWindow.largest(
            transformer.config().blockSize(),
            condition.prefix().length,
            condition.grid().isPresent());
    if (rows < size || columns < size) {
      throw new InputException(
          "the picture has only %d × %d tokens; this model's window needs at least %d × %d"
              .formatted(columns, rows, size, size));
    }
    TokenOrder order = transformer.config().order();
    if (order != TokenOrder.RASTER && (rows > size || columns > size)) {
      throw new InputException(
          "this model writes its tokens in the order '%s', which fills one window of %d × %d tokens; the picture has %d × %d, so choose a smaller size"
              .formatted(order.original(), size, size, columns, rows));
    }
    return new SlidingWindow(rows, columns, size, order);
  }

  private void check(ConditionTokens condition, TokenGrid known) {
    SlidingWindow w = plan.window();
    if (known.rows() != w.rows() || known.columns() != w.columns()) {
      throw new IllegalArgumentException(known + " for a plan of " + w);
    }
    condition
        .grid()
        .filter(g -> g.rows() != w.rows() || g.columns() != w.columns())
        .ifPresent(
            g -> {
              throw new IllegalArgumentException("condition " + g + " for a picture of " + w);
            });
  }

  private boolean isOpen(int cell) {
    return tokens[0][cell] == TokenGrid.UNKNOWN;
  }

  /** Cells of each picture that are still to be sampled. */
  public int remaining() {
    return remaining;
  }

  public SlidingWindow window() {
    return plan.window();
  }

  /** A picture's grid as it is now. */
  public TokenGrid grid(int picture) {
    return new TokenGrid(window().rows(), window().columns(), tokens[picture]);
  }

  /**
   * Logits of the last step, one array for each of its tokens, in the same order; with the
   * condition, before guidance.
   */
  public List<float[]> lastLogits() {
    return List.copyOf(told);
  }

  /**
   * Samples the cells of the next step that has any to sample: first those of the first picture.
   */
  public List<SampledToken> next() {
    if (remaining == 0) {
      throw new IllegalStateException("every cell is sampled");
    }
    List<Draw> draws = new ArrayList<>();
    while (draws.isEmpty()) {
      draws.addAll(plan.steps().get(step++));
      draws.removeIf(d -> !isOpen(d.cell()));
    }
    float[][] logits = new float[draws.size() * sequences.voices()][];
    if (plan.schedule() instanceof Schedule.Reference) {
      wholeWindows(draws, logits);
    } else {
      prefixes(draws, logits);
    }
    remaining -= draws.size();
    return draw(draws, logits);
  }

  private List<SampledToken> draw(List<Draw> draws, float[][] logits) {
    List<SampledToken> out = new ArrayList<>();
    told.clear();
    int columns = window().columns();
    for (int p = 0; p < pictures.size(); p++) {
      for (int d = 0; d < draws.size(); d++) {
        int cell = draws.get(d).cell();
        int row = cell / columns;
        int column = cell % columns;
        Picture picture = pictures.get(p);
        float[] own = logits[d * sequences.voices() + p];
        float[] without =
            drawing.guidance().isPresent()
                ? logits[d * sequences.voices() + pictures.size() + p]
                : own;
        double u = CounterRandom.uniform(picture.seed(), row, column, picture.candidate());
        int token = drawing.draw(own, without, u);
        tokens[p][cell] = token;
        told.add(own);
        out.add(new SampledToken(p, row, column, token, TokenSampler.logProbability(own, token)));
      }
    }
    return out;
  }

  /** As the original does: all of the window, then the logits of one position. */
  private void wholeWindows(List<Draw> draws, float[][] logits) {
    for (int d = 0; d < draws.size(); d++) {
      Run run = draws.get(d).run();
      int position = sequences.length(run, draws.get(d).cell()) - 1;
      for (int v = 0; v < sequences.voices(); v++) {
        long[] ids = sequences.whole(v, run);
        logits[d * sequences.voices() + v] =
            transformer.logitsAt(new HostTensor.Longs(ids, 1, ids.length), position);
      }
    }
  }

  private void prefixes(List<Draw> draws, float[][] logits) {
    Map<Integer, List<Integer>> cachedSteps = new HashMap<>();
    List<Integer> fresh = new ArrayList<>();
    for (int d = 0; d < draws.size(); d++) {
      Draw draw = draws.get(d);
      Integer past = fed.get(draw.run());
      if (past == null && sharing) {
        past = shareCondition(draw);
      }
      if (past == null) {
        fresh.add(d);
      } else {
        int rest = sequences.length(draw.run(), draw.cell()) - past;
        cachedSteps.computeIfAbsent(rest, k -> new ArrayList<>()).add(d);
      }
    }
    for (List<Integer> batch : batches(draws, fresh)) {
      prefill(draws, batch, logits);
    }
    cachedSteps.forEach((rest, batch) -> step(draws, batch, rest, logits));
    for (Draw draw : draws) {
      if (draw.index() + 1 < draw.run().cells().size()) {
        fed.put(draw.run(), sequences.length(draw.run(), draw.cell()));
      } else {
        fed.remove(draw.run());
      }
    }
  }

  /** Lengths that are about the same go together, the longest first. */
  private List<List<Integer>> batches(List<Draw> draws, List<Integer> fresh) {
    fresh.sort(Comparator.comparing((Integer d) -> -length(draws.get(d))));
    List<List<Integer>> batches = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    int longest = 0;
    int sum = 0;
    for (int d : fresh) {
      int length = length(draws.get(d));
      boolean padded = (open.size() + 1) * longest > PADDING * (sum + length);
      boolean mayPad = transformer.config().nUnmasked() == 0 || length == longest;
      if (open.isEmpty() || padded || !mayPad) {
        open = new ArrayList<>();
        batches.add(open);
        longest = length;
        sum = 0;
      }
      open.add(d);
      sum += length;
    }
    batches.forEach(batch -> batch.sort(Comparator.comparing(d -> draws.get(d).run().slot())));
    return batches;
  }

  private int length(Draw draw) {
    return sequences.length(draw.run(), draw.cell());
  }

  private void prefill(List<Draw> draws, List<Integer> batch, float[][] logits) {
    int voices = sequences.voices();
    int longest = batch.stream().mapToInt(d -> length(draws.get(d))).max().orElseThrow();
    long[] ids = new long[batch.size() * voices * longest];
    long[] lengths = new long[batch.size() * voices];
    int row = 0;
    for (int d : batch) {
      Draw draw = draws.get(d);
      for (int v = 0; v < voices; v++) {
        int length = length(draw);
        sequences.put(v, draw.run(), draw.cell(), 0, length, ids, row * longest);
        lengths[row++] = length;
      }
    }
    boolean keep = batch.stream().anyMatch(d -> draws.get(d).run().cells().size() > 1);
    float[] out =
        transformer.prefill(
            new HostTensor.Longs(ids, row, longest),
            lengths,
            keep ? slots(draws, batch) : new long[0]);
    scatter(out, batch, logits);
  }

  private void step(List<Draw> draws, List<Integer> batch, int rest, float[][] logits) {
    batch.sort(Comparator.comparing(d -> draws.get(d).run().slot()));
    int voices = sequences.voices();
    long[] ids = new long[batch.size() * voices * rest];
    long[] past = new long[batch.size() * voices];
    int row = 0;
    for (int d : batch) {
      Draw draw = draws.get(d);
      int length = length(draw);
      for (int v = 0; v < voices; v++) {
        sequences.put(v, draw.run(), draw.cell(), length - rest, length, ids, row * rest);
        past[row++] = (long) length - rest;
      }
    }
    float[] out = transformer.step(new HostTensor.Longs(ids, row, rest), past, slots(draws, batch));
    scatter(out, batch, logits);
  }

  /** Computes a run's condition once for all pictures; its last token is left for the step. */
  private int shareCondition(Draw draw) {
    int shared = sequences.before - 1;
    int kinds = sequences.voices() / pictures.size();
    long[] ids = new long[kinds * shared];
    for (int k = 0; k < kinds; k++) {
      int voice = k * pictures.size();
      sequences.put(voice, draw.run(), draw.cell(), 0, shared, ids, k * shared);
    }
    transformer.share(new HostTensor.Longs(ids, kinds, shared), slots(List.of(draw), List.of(0)));
    return shared;
  }

  private long[] slots(List<Draw> draws, List<Integer> batch) {
    int voices = sequences.voices();
    long[] slots = new long[batch.size() * voices];
    int at = 0;
    for (int d : batch) {
      for (int v = 0; v < voices; v++) {
        slots[at++] = (long) draws.get(d).run().slot() * voices + v;
      }
    }
    return slots;
  }

  private void scatter(float[] out, List<Integer> batch, float[][] logits) {
    int voices = sequences.voices();
    int vocabulary = out.length / (batch.size() * voices);
    int row = 0;
    for (int d : batch) {
      for (int v = 0; v < voices; v++, row++) {
        logits[d * voices + v] = Arrays.copyOfRange(out, row * vocabulary, (row + 1) * vocabulary);
      }
    }
  }
}
