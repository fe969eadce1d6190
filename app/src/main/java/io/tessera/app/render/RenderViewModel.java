package io.tessera.app.render;

import io.tessera.app.text.Texts;
import io.tessera.engine.Engine;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.TokenGrid;
import io.tessera.engine.render.Completion;
import io.tessera.engine.render.LayoutEdit;
import io.tessera.engine.render.Render;
import io.tessera.engine.render.RenderEvent;
import io.tessera.engine.render.RenderRequest;
import io.tessera.engine.render.RenderState;
import io.tessera.engine.sampling.SampledToken;
import io.tessera.engine.sampling.SlidingWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Rectangle2D;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of renders, the one under way, and what came of them. Used on the FX thread alone;
 * events get there through {@code fx}.
 */
public final class RenderViewModel {
  private static final Logger LOG = LoggerFactory.getLogger(RenderViewModel.class);

  /** Stands for a mood that the seed chooses. */
  public static final String ANY = RenderSettings.ANY;

  /** The light of an artist's first picture, who should not have to guess that it is night. */
  private static final String DAY = "day";

  /** Cells beyond a changed one that are made again with it. */
  private static final int REACH = 3;

  /** Share of the cells up to which a stroke's region follows by itself. */
  private static final double LARGEST_LIVE = 0.35;

  private static final long GALLERY_BYTES = 512L << 20;

  private final Engine engine;
  private final Executor fx;
  private final Canvas canvas;
  private final Texts texts;
  private final Later later;
  private final RenderSettings settings;
  private final Gallery gallery = new Gallery(GALLERY_BYTES);
  private final ObservableList<RenderJob> queue = FXCollections.observableArrayList();
  private final ObservableList<String> models = FXCollections.observableArrayList();
  private final ObservableList<String> moods = FXCollections.observableArrayList();
  private final BooleanProperty live = new SimpleBooleanProperty();
  private final ReadOnlyObjectWrapper<RenderPhase> phase =
      new ReadOnlyObjectWrapper<>(RenderPhase.IDLE);
  private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();
  private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper();
  private final ReadOnlyStringWrapper machine = new ReadOnlyStringWrapper("");
  private final ReadOnlyObjectWrapper<@Nullable RenderJob> running = new ReadOnlyObjectWrapper<>();
  private final ObjectProperty<@Nullable String> problem = new SimpleObjectProperty<>();
  private final List<RenderedPicture> batch = new ArrayList<>();
  private @Nullable String firstMood = DAY;
  private @Nullable Render render;
  private RenderEvent.@Nullable Started started;
  private Throughput throughput = new Throughput(0, 0);
  private long lastNumber;
  private long strokes;

  /**
   * @param fx runs on the FX thread
   * @param later runs on the FX thread after a while
   */
  public RenderViewModel(
      Engine engine,
      Executor fx,
      Later later,
      Canvas canvas,
      RenderSettings settings,
      Texts texts) {
    this.engine = engine;
    this.fx = fx;
    this.later = later;
    this.canvas = canvas;
    this.settings = settings;
    this.texts = texts;
    status.set(texts.get("status.ready"));
    settings.modelProperty().subscribe(this::refreshMoods);
  }

  /** Looks up, off the FX thread, which moods the chosen model knows; none for most models. */
  private void refreshMoods(@Nullable String name) {
    if (name == null) {
      offerMoods(List.of());
      return;
    }
    CompletableFuture.supplyAsync(() -> engine.tags(name))
        .whenCompleteAsync(
            (tags, error) -> {
              if (!name.equals(settings.model())) {
                return; // another model was chosen meanwhile
              }
              if (error != null) {
                LOG.info("no moods of the model {}: {}", name, error.getMessage());
              }
              offerMoods(
                  error != null
                      ? List.of()
                      : tags.stream()
                          .filter(tag -> tag.name().equals(RenderSettings.MOOD))
                          .flatMap(tag -> tag.values().stream())
                          .toList());
            },
            fx);
  }

  private void offerMoods(List<String> known) {
    String chosen = settings.moodProperty().get();
    if (firstMood != null && known.contains(firstMood)) {
      chosen = firstMood;
      firstMood = null;
    }
    List<String> all = new ArrayList<>();
    if (!known.isEmpty()) {
      all.add(ANY);
      all.addAll(known);
    }
    moods.setAll(all);
    settings.moodProperty().set(all.contains(chosen) ? chosen : ANY);
  }

  /** Looks for models again; the chosen one stays chosen where it still exists. */
  public void refreshModels() {
    String chosen = settings.model();
    models.setAll(engine.library().models().stream().map(ModelFolder::name).distinct().toList());
    settings
        .modelProperty()
        .set(
            models.contains(chosen)
                ? chosen
                : models.contains("demo") ? "demo" : models.isEmpty() ? null : models.getFirst());
  }

  /** Loads libtorch and the model while the artist still paints. */
  public void warmUp() {
    String model = settings.model();
    if (model != null) {
      engine
          .warmUp(model)
          .whenCompleteAsync(
              (text, error) -> {
                if (text != null) {
                  machine.set(text);
                } else {
                  tell(unwrapped(error));
                }
              },
              fx);
    }
  }

  // The queue
  // -------------------------------------------------------------------------------------------------------

  /** Asks for pictures of the layout as it is now: as many as there should be candidates. */
  public void start() {
    problem.set(null);
    try {
      if (settings.model() == null) {
        throw new InputException(texts.get("problem.no-model"));
      }
      if (!settings.seedLockedProperty().get() && !gallery.pictures().isEmpty()) {
        settings.rollSeed();
      }
      LabelMap layout = canvas.layout();
      long first = nextNumber();
      for (int i = 0; i < settings.candidatesProperty().get(); i++) {
        long seed = settings.seedProperty().get() + i;
        queue.add(
            new RenderJob(
                i == 0 ? first : nextNumber(),
                first,
                settings.request(layout, seed, !moods.isEmpty()),
                null,
                null,
                false));
      }
      next();
    } catch (RuntimeException e) {
      tell(e);
    }
  }

  private long nextNumber() {
    lastNumber = Math.max(lastNumber + 1, gallery.nextNumber());
    return lastNumber;
  }

  /** Goes on with a render that was interrupted, perhaps in another run of the program. */
  public void resume(RenderState state) {
    long number = nextNumber();
    queue.add(new RenderJob(number, number, state.request(), state, null, false));
    next();
  }

  /** Makes what the layout's changes since the shown picture touch anew, and nothing else. */
  public void repaint() {
    edit(false);
  }

  /**
   * Fills the masked places of a picture, as many times as there should be candidates.
   *
   * @param source of the layout's size
   * @param known its tokens where it was rendered; else it is encoded
   */
  public void complete(RgbImage source, @Nullable RenderState known, LabelMap mask) {
    problem.set(null);
    String model = settings.model();
    if (model == null) {
      tell(new InputException(texts.get("problem.no-model")));
      return;
    }
    LabelMap layout = canvas.layout();
    boolean fits = known != null && known.remaining() == 0 && known.request().model().equals(model);
    CompletableFuture<TokenGrid> tokens =
        fits ? CompletableFuture.completedFuture(known.tokens()) : engine.encode(model, source);
    status.set(texts.get("status.encoding"));
    tokens.whenCompleteAsync(
        (grid, error) -> {
          if (error != null) {
            tell(unwrapped(error));
            return;
          }
          try {
            fill(new Completion(source, mask), grid, layout);
          } catch (RuntimeException e) {
            tell(e);
          }
        },
        fx);
  }

  private void fill(Completion completion, TokenGrid tokens, LabelMap layout) {
    long first = nextNumber();
    for (int i = 0; i < settings.candidatesProperty().get(); i++) {
      long seed = settings.seedProperty().get() + i;
      RenderRequest request = settings.request(layout, seed, !moods.isEmpty());
      queue.add(
          new RenderJob(
              i == 0 ? first : nextNumber(),
              first,
              request,
              completion.open(request, tokens),
              completion,
              false));
    }
    next();
  }

  private static RuntimeException unwrapped(Throwable error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return cause instanceof RuntimeException r ? r : new IllegalStateException(cause);
  }

  /**
   * Draws some cells of a picture again, with the seed and the variety that are set now.
   *
   * @param request of the picture
   * @param tokens of the picture, unknown where they are to be drawn
   */
  public void resample(RenderRequest request, TokenGrid tokens, float[] logs, BitSet cells) {
    RenderRequest now =
        new RenderRequest(
            request.model(),
            request.condition(),
            request.tags(),
            request.width(),
            request.height(),
            settings.seedProperty().get(),
            settings.sampler(),
            settings.guidanceProperty().get(),
            request.schedule(),
            request.previews());
    long number = nextNumber();
    queue.add(
        new RenderJob(number, number, now, new RenderState(now, tokens, logs, cells), null, false));
    next();
  }

  /** Called after every stroke on the layout: in live mode its region follows soon after. */
  public void strokeEnded() {
    long stroke = ++strokes;
    if (live.get()) {
      later.run(
          Duration.ofMillis(250),
          () -> {
            if (stroke == strokes && live.get()) {
              edit(true);
            }
          });
    }
  }

  private void edit(boolean byItself) {
    RenderedPicture shown = gallery.shownProperty().get();
    if (shown == null || shown.state() == null) {
      if (!byItself) {
        start();
      }
      return;
    }
    try {
      RenderState state = new LayoutEdit(shown.state(), canvas.layout()).reopened(REACH);
      int open = state.cells().cardinality();
      if (open == 0) {
        return;
      }
      int all = state.tokens().rows() * state.tokens().columns();
      if (byItself && open > LARGEST_LIVE * all) {
        status.set(texts.get("status.too-large-for-live"));
        return;
      }
      if (byItself) {
        queue.removeIf(RenderJob::live);
        RenderJob now = running.get();
        if (now != null && now.live() && render != null) {
          render.cancel();
        }
      }
      long number = nextNumber();
      queue.add(new RenderJob(number, number, state.request(), state, null, byItself));
      next();
    } catch (RuntimeException e) {
      if (!byItself) {
        tell(e);
      } // a picture of another size: the artist will press the button
    }
  }

  private void next() {
    if (render != null || queue.isEmpty()) {
      return;
    }
    RenderJob job = queue.removeFirst();
    running.set(job);
    if (batch.isEmpty() || !isOfBatch(job)) {
      batch.clear();
    }
    if (job.completion() != null) {
      canvas.pixels(0, 0, job.completion().source());
    }
    if (job.from() == null) {
      canvas.clear();
      gallery.shownProperty().set(null);
      progress.set(-1);
    }
    status.set(texts.get("status.loading"));
    phase.set(RenderPhase.STARTING);
    Render next = job.from() == null ? engine.render(job.request()) : engine.render(job.from());
    render = next;
    next.subscribe(new FxSubscriber(fx, events -> events.forEach(e -> event(next, job, e))));
  }

  private boolean isOfBatch(RenderJob job) {
    return batch.stream().anyMatch(p -> p.number() >= job.batch() && p.number() < job.number());
  }

  /** Pauses the render, or lets a paused one go on. */
  public void pauseOrResume() {
    if (render == null) {
      return;
    }
    if (phase.get() == RenderPhase.PAUSED) {
      phase.set(RenderPhase.SAMPLING);
      render.resume();
    } else {
      render.pause();
    }
  }

  /** Stops the render and the other candidates of its batch; what is there stays. */
  public void cancel() {
    RenderJob now = running.get();
    if (render != null && now != null) {
      queue.removeIf(job -> job.batch() == now.batch());
      render.cancel();
    }
  }

  /** Stops the render and empties the queue. */
  public void cancelAll() {
    queue.clear();
    cancel();
  }

  /** Takes a job out of the queue. */
  public void remove(RenderJob job) {
    queue.remove(job);
  }

  /** Moves a job one place towards the front, or back. */
  public void move(RenderJob job, boolean forward) {
    int from = queue.indexOf(job);
    int to = from + (forward ? -1 : 1);
    if (from >= 0 && to >= 0 && to < queue.size()) {
      queue.remove(from);
      queue.add(to, job);
    }
  }

  private void event(Render from, RenderJob job, RenderEvent event) {
    if (from != render) {
      return; // of a render that has been let go
    }
    switch (event) {
      case RenderEvent.Started s -> {
        started = s;
        throughput = new Throughput(s.known(), (long) s.rows() * s.columns());
        machine.set(s.device() + " · " + s.precision());
        phase.set(RenderPhase.SAMPLING);
      }
      case RenderEvent.Tokens t -> tokens(t.sampled());
      case RenderEvent.Preview p -> canvas.pixels(p.x(), p.y(), p.pixels());
      case RenderEvent.Paused p -> {
        phase.set(RenderPhase.PAUSED);
        status.set(texts.get("status.paused", throughput.text(texts)));
      }
      case RenderEvent.Done d -> {
        Completion c = job.completion();
        done(
            new RenderedPicture(
                job.number(),
                job.request(),
                from.state(),
                c == null ? d.image() : c.compose(d.image()),
                d.report().meanNllBits(),
                c == null ? 0 : c.edgeMismatch(d.image()),
                job.live()));
        end(
            texts.get(
                "status.done",
                d.report().tokens(),
                Throughput.clock(d.report().secondsSampling()),
                d.report().meanNllBits()),
            1);
      }
      case RenderEvent.Cancelled c -> end(texts.get("status.cancelled"), 0);
      case RenderEvent.Failed f -> {
        tell(f.cause());
        end(texts.get("status.failed"), 0);
      }
    }
  }

  private void done(RenderedPicture picture) {
    RenderedPicture before = gallery.shownProperty().get();
    gallery.add(picture);
    if (picture.isLive()
        && before != null
        && before.isLive()
        && !before.favouriteProperty().get()) {
      gallery.remove(before); // one picture of a row of strokes is enough
    }
    show(picture);
    batch.add(picture);
    boolean last = queue.stream().noneMatch(job -> job.batch() == batch.getFirst().number());
    if (last && batch.size() > 1) {
      Gallery.best(batch).ifPresent(this::show);
    }
    if (last) {
      batch.clear();
    }
  }

  /** Puts a picture of the gallery on the canvas. */
  public void show(RenderedPicture picture) {
    gallery.shownProperty().set(picture);
    canvas.pixels(0, 0, picture.image());
  }

  private void tokens(List<SampledToken> sampled) {
    RenderEvent.Started s = started;
    if (s == null) {
      return;
    }
    throughput.count(sampled.size());
    progress.set(throughput.share());
    status.set(throughput.isComplete() ? texts.get("status.decoding") : throughput.text(texts));
    SampledToken last = sampled.getLast();
    int f = s.factor();
    SlidingWindow w = new SlidingWindow(s.rows(), s.columns(), s.window());
    int side = s.window() * f;
    canvas.attention(
        new Rectangle2D(w.startColumn(last.column()) * f, w.startRow(last.row()) * f, side, side),
        new Rectangle2D(last.column() * f, last.row() * f, f, f));
  }

  private void tell(RuntimeException cause) {
    if (cause instanceof InputException) {
      problem.set(cause.getMessage());
    } else {
      LOG.error("a render failed", cause);
      problem.set(texts.get("problem.program", cause));
    }
  }

  private void end(String text, double share) {
    render = null;
    started = null;
    running.set(null);
    progress.set(share);
    status.set(text);
    phase.set(RenderPhase.IDLE);
    canvas.attention(Rectangle2D.EMPTY, Rectangle2D.EMPTY);
    next();
  }

  /** How far the render under way is, to go on from; null where there is none. */
  public @Nullable RenderState unfinished() {
    return render == null ? null : render.state();
  }

  /** Takes the settings of an earlier picture. */
  public void restore(RenderRequest request) {
    if (models.contains(request.model())) {
      settings.modelProperty().set(request.model());
    }
    firstMood = null;
    settings.restore(request);
  }

  /** Puts a picture from elsewhere into the gallery and on the canvas, with its settings. */
  public void adopt(RenderRequest request, @Nullable RenderState state, RgbImage image) {
    restore(request);
    RenderedPicture picture =
        new RenderedPicture(nextNumber(), request, state, image, bits(state), 0, false);
    gallery.add(picture);
    show(picture);
  }

  /** Mean of -log2 p of a state's tokens. */
  public static double bits(@Nullable RenderState state) {
    if (state == null || state.remaining() > 0) {
      return Double.NaN;
    }
    double nats = 0;
    for (float p : state.logProbabilities()) {
      nats -= p;
    }
    return nats / state.logProbabilities().length / Math.log(2);
  }

  // Properties
  // ------------------------------------------------------------------------------------------------------

  public RenderSettings settings() {
    return settings;
  }

  public Gallery gallery() {
    return gallery;
  }

  /** What waits, the next one first. */
  public ObservableList<RenderJob> queue() {
    return queue;
  }

  /** What is being made; null for nothing. */
  public ReadOnlyObjectProperty<@Nullable RenderJob> runningProperty() {
    return running.getReadOnlyProperty();
  }

  public ObservableList<String> models() {
    return models;
  }

  /** {@link #ANY} and the model's moods; empty if it knows none. */
  public ObservableList<String> moods() {
    return moods;
  }

  /** Whether the region of a stroke is made anew by itself. */
  public BooleanProperty liveProperty() {
    return live;
  }

  public ReadOnlyObjectProperty<RenderPhase> phaseProperty() {
    return phase.getReadOnlyProperty();
  }

  /** 0 to 1; negative while nothing can be told yet. */
  public ReadOnlyDoubleProperty progressProperty() {
    return progress.getReadOnlyProperty();
  }

  /** One line of what is going on. */
  public ReadOnlyStringProperty statusProperty() {
    return status.getReadOnlyProperty();
  }

  /** Device and precision, once known. */
  public ReadOnlyStringProperty machineProperty() {
    return machine.getReadOnlyProperty();
  }

  /** What the artist should know went wrong; null for nothing. */
  public ObjectProperty<@Nullable String> problemProperty() {
    return problem;
  }
}
