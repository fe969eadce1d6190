package io.tessera.engine.sampling;

import io.tessera.api.SampledToken;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenOrder;
import io.tessera.api.fault.InputException;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.sampling.Plan.Draw;
import io.tessera.engine.torch.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fills token grids step by step, as a {@link Plan} says, with a sliding attention window (section
 * 3.3): one picture, several candidates of one, or several pictures of the same size. Knows token
 * grids, not pixels. The caller may stop, wait or save between any two steps; a sampler that starts
 * from what was sampled before goes on to the same result.
 */
public final class Sampler implements Generation {
  /**
   * Every so many steps nothing that is kept of runs under way is used any more: they begin again
   * from their whole prefixes. So a sampler that goes on from saved tokens has to repeat these many
   * steps at most, and comes to the same result as one that was never stopped.
   */
  private static final int SYNC = 512;

  /** How much longer than needed a batch may get by padding before it is rather split. */
  private static final double PADDING = 1.15;

  private final Transformer transformer;
  private final Drawing drawing;
  private final Plan plan;
  private final List<Picture> pictures;
  private final int[][] tokens;
  private final Sequences sequences;
  private final boolean sharing;

  /** All voices, those with a condition, and those without. */
  private final Voices all;

  private final Voices with;
  private final Voices without;
  private final Optional<OpenCondition> open;

  /** Length of what the cache holds of each run under way. */
  private final Map<Run, Integer> fed = new IdentityHashMap<>();

  private final Logits logits;
  private final int sync;
  private int step;
  private int remaining;

  /**
   * @param pictures of the plan's size; cells that the plan samples but a picture knows already are
   *     skipped, so all must know the same ones
   */
  public Sampler(Transformer transformer, Drawing drawing, Plan plan, List<Picture> pictures) {
    this(transformer, drawing, plan, pictures, () -> {});
  }

  /**
   * @param check called before every step that is repeated; may throw to give the sampler up
   */
  public Sampler(
      Transformer transformer, Drawing drawing, Plan plan, List<Picture> pictures, Runnable check) {
    this(
        transformer,
        drawing,
        plan,
        pictures,
        transformer.isOnGpu()
            ? new DeviceLogits(transformer, drawing)
            : new HostLogits(transformer, drawing),
        SYNC,
        check);
  }

  /**
   * @param logits where they are drawn from
   * @param sync see {@link #SYNC}
   * @param check see the public constructor
   */
  Sampler(
      Transformer transformer,
      Drawing drawing,
      Plan plan,
      List<Picture> pictures,
      Logits logits,
      int sync,
      Runnable check) {
    this.logits = logits;
    this.sync = sync;
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
    boolean sharable = shared >= Math.max(1, transformer.config().nUnmasked());
    this.sharing = sequences.shareConditions() && sharable;
    this.all = new Voices(0, voices.size(), voices.size());
    this.with = new Voices(0, pictures.size(), voices.size());
    this.without = new Voices(pictures.size(), voices.size(), voices.size());
    boolean opening =
        sharable
            && !sharing
            && !plan.pace().oneByOne()
            && drawing
                .guidance()
                .map(Guidance::without)
                .filter(OpenCondition::isAlikeEverywhere)
                .isPresent();
    boolean cached =
        sharing
            || opening
            || plan.steps().stream()
                .flatMap(List::stream)
                .anyMatch(d -> d.run().cells().size() > 1);
    if (cached && remaining > 0) {
      transformer.reserve(plan.slots() * sequences.voices());
    }
    this.open =
        opening && remaining > 0
            ? Optional.of(new OpenCondition(transformer, sequences, without, plan.slots()))
            : Optional.empty();
    transformer.claim(this);
    catchUp(check);
  }

  /**
   * Where cells are sampled already: repeats the steps that keep something for runs under way, as
   * they were, so that what follows is computed from the same numbers.
   */
  private void catchUp(Runnable check) {
    int next = firstOpen();
    step = next / sync * sync;
    if (remaining == 0 || !needsKept(next)) {
      step = next;
      return;
    }
    while (step < next) {
      check.run();
      List<Draw> draws = new ArrayList<>(plan.steps().get(step));
      beginStep();
      prefixes(draws);
      logits.forget();
    }
  }

  /** The first step that has a cell to sample. */
  private int firstOpen() {
    int first = 0;
    while (first < plan.steps().size()
        && plan.steps().get(first).stream().noneMatch(d -> isOpen(d.cell()))) {
      first++;
    }
    return first;
  }

  /** Whether a run is under way before a step that keeps keys and values. */
  private boolean needsKept(int next) {
    return !plan.pace().oneByOne()
        && plan.steps().subList(next / sync * sync, next).stream()
            .flatMap(List::stream)
            .anyMatch(d -> isOpen(d.run().cells().getLast()));
  }

  /** Goes to the next step; at every {@link #SYNC}th nothing kept is used any more. */
  private void beginStep() {
    if (step % sync == 0) {
      fed.clear();
    }
    step++;
  }

  @Override
  public boolean isCurrent() {
    return transformer.isClaimedBy(this);
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
          String.format(
              Locale.ROOT,
              "the picture has only %d × %d tokens; this model's window needs at least %d × %d",
              columns,
              rows,
              size,
              size));
    }
    TokenOrder order = transformer.config().order();
    if (order != TokenOrder.RASTER && (rows > size || columns > size)) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "this model writes its tokens in the order '%s', which fills one window of %d × %d tokens; the picture has %d × %d, so choose a smaller size",
              order.original(),
              size,
              size,
              columns,
              rows));
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

  @Override
  public int remaining() {
    return remaining;
  }

  @Override
  public SlidingWindow window() {
    return plan.window();
  }

  @Override
  public TokenGrid grid(int picture) {
    return new TokenGrid(window().rows(), window().columns(), tokens[picture]);
  }

  /**
   * Logits of the last step, one array for each of its tokens, in the same order; with the
   * condition, before guidance.
   */
  public List<float[]> lastLogits() {
    return logits.last();
  }

  /** Samples the cells of the next step that has any to sample. */
  @Override
  public List<SampledToken> next() {
    if (remaining == 0) {
      throw new IllegalStateException("every cell is sampled");
    }
    List<Draw> draws = new ArrayList<>();
    while (draws.isEmpty()) {
      draws.addAll(plan.steps().get(step));
      beginStep();
      draws.removeIf(d -> !isOpen(d.cell()));
    }
    if (plan.pace().oneByOne()) {
      wholeWindows(draws);
    } else {
      prefixes(draws);
    }
    remaining -= draws.size();
    return draw(draws);
  }

  private List<SampledToken> draw(List<Draw> draws) {
    int count = pictures.size() * draws.size();
    int[] own = new int[count];
    int[] without = new int[count];
    double[] uniforms = new double[count];
    int columns = window().columns();
    for (int i = 0; i < count; i++) {
      int p = i / draws.size();
      int d = i % draws.size();
      int cell = draws.get(d).cell();
      Picture picture = pictures.get(p);
      own[i] = d * sequences.voices() + p;
      without[i] = drawing.guidance().isPresent() ? own[i] + pictures.size() : own[i];
      uniforms[i] =
          CounterRandom.uniform(
              picture.seed(), cell / columns, cell % columns, picture.candidate());
    }
    List<Logits.Drawn> drawn = logits.draw(own, without, uniforms);
    List<SampledToken> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int p = i / draws.size();
      int cell = draws.get(i % draws.size()).cell();
      int token = drawn.get(i).token();
      tokens[p][cell] = token;
      out.add(
          new SampledToken(
              p, cell / columns, cell % columns, token, drawn.get(i).logProbability()));
    }
    return out;
  }

  /** As the original does: all of the window, then the logits of one position. */
  private void wholeWindows(List<Draw> draws) {
    for (int d = 0; d < draws.size(); d++) {
      Run run = draws.get(d).run();
      int position = sequences.length(run, draws.get(d).cell()) - 1;
      for (int v = 0; v < sequences.voices(); v++) {
        long[] ids = sequences.whole(v, run);
        logits.whole(
            new HostTensor.Longs(ids, 1, ids.length), position, d * sequences.voices() + v);
      }
    }
  }

  private void prefixes(List<Draw> draws) {
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
    fresh(draws, fresh);
    cachedSteps.forEach((rest, batch) -> step(draws, batch, all, rest));
    for (Draw draw : draws) {
      if (draw.index() + 1 < draw.run().cells().size()) {
        fed.put(draw.run(), sequences.length(draw.run(), draw.cell()));
      } else {
        fed.remove(draw.run());
      }
    }
  }

  /** Cells of runs of which nothing is kept yet, but perhaps the open condition. */
  private void fresh(List<Draw> draws, List<Integer> fresh) {
    for (List<Integer> batch : batches(draws, fresh)) {
      prefill(draws, batch, open.isPresent() ? with : all);
    }
    Map<Integer, List<Integer>> rests = new HashMap<>();
    open.ifPresent(
        o ->
            fresh.forEach(
                d ->
                    rests
                        .computeIfAbsent(length(draws.get(d)) - o.length(), k -> new ArrayList<>())
                        .add(d)));
    rests.forEach((rest, batch) -> step(draws, batch, without, rest));
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

  private void prefill(List<Draw> draws, List<Integer> batch, Voices voices) {
    int longest = batch.stream().mapToInt(d -> length(draws.get(d))).max().orElseThrow();
    long[] ids = new long[batch.size() * voices.count() * longest];
    long[] lengths = new long[batch.size() * voices.count()];
    int row = 0;
    for (int d : batch) {
      Draw draw = draws.get(d);
      for (int v = voices.from(); v < voices.to(); v++) {
        int length = length(draw);
        sequences.put(v, draw.run(), draw.cell(), 0, length, ids, row * longest);
        lengths[row++] = length;
      }
    }
    boolean keep = batch.stream().anyMatch(d -> draws.get(d).run().cells().size() > 1);
    logits.prefill(
        new HostTensor.Longs(ids, row, longest),
        lengths,
        keep ? slots(draws, batch, voices) : new long[0],
        rows(batch, voices));
  }

  private void step(List<Draw> draws, List<Integer> batch, Voices voices, int rest) {
    batch.sort(Comparator.comparing(d -> draws.get(d).run().slot()));
    long[] ids = new long[batch.size() * voices.count() * rest];
    long[] past = new long[batch.size() * voices.count()];
    int row = 0;
    for (int d : batch) {
      Draw draw = draws.get(d);
      int length = length(draw);
      for (int v = voices.from(); v < voices.to(); v++) {
        sequences.put(v, draw.run(), draw.cell(), length - rest, length, ids, row * rest);
        past[row++] = (long) length - rest;
      }
    }
    logits.step(
        new HostTensor.Longs(ids, row, rest),
        past,
        slots(draws, batch, voices),
        rows(batch, voices));
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
    transformer.share(new HostTensor.Longs(ids, kinds, shared), all.slots(draw.run().slot()));
    return shared;
  }

  private static long[] slots(List<Draw> draws, List<Integer> batch, Voices voices) {
    return batch.stream()
        .flatMapToLong(d -> Arrays.stream(voices.slots(draws.get(d).run().slot())))
        .toArray();
  }

  /** Numbers of the logits of a batch, in its order. */
  private static int[] rows(List<Integer> batch, Voices voices) {
    return batch.stream()
        .flatMapToInt(
            d -> IntStream.range(voices.from(), voices.to()).map(v -> d * voices.all() + v))
        .toArray();
  }
}
