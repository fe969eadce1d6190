package io.tessera.app.render;

import io.tessera.api.Completion;
import io.tessera.api.Condition;
import io.tessera.api.ConditionEdit;
import io.tessera.api.ConditionKind;
import io.tessera.api.Engine;
import io.tessera.api.EngineEnded;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderReport;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SampledToken;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TileProgress;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.text.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Rectangle2D;
import org.jspecify.annotations.Nullable;

/**
 * The queue of renders, the one under way, and what came of them. Used on the FX thread alone;
 * events get there through {@code fx}.
 */
public final class RenderViewModel {
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
  private final ModelCatalog catalog;
  private final Gallery gallery = new Gallery(GALLERY_BYTES);
  private final ObservableList<RenderJob> queue = FXCollections.observableArrayList();
  private final BooleanProperty live = new SimpleBooleanProperty();
  private final RenderStatus status;
  private final ReadOnlyObjectWrapper<@Nullable RenderJob> running = new ReadOnlyObjectWrapper<>();
  private final List<RenderedPicture> candidates = new ArrayList<>();
  private long batch;
  private @Nullable Render render;

  /** The encoding of a photograph that is under way; set to be given up. */
  private @Nullable AtomicBoolean encoding;

  private RenderEvent.@Nullable Started started;
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
    this.status = new RenderStatus(texts);
    this.catalog = new ModelCatalog(engine, fx, settings, e -> status.tell(unwrapped(e)));
  }

  /** Loads libtorch and the model while the artist still paints. */
  public void warmUp() {
    catalog.whenKnown(this::warmUpNow);
  }

  private void warmUpNow() {
    String model = settings.model();
    if (model != null) {
      engine
          .warmUp(model)
          .whenCompleteAsync(
              (text, error) -> {
                if (text != null) {
                  status.onMachine(text);
                } else {
                  status.tell(unwrapped(error));
                }
              },
              fx);
    }
  }

  /** The engine's process has died, and another has taken its place. */
  public void engineEnded(EngineEnded what) {
    status
        .problemProperty()
        .set(
            texts.get(
                "engine.ended." + what.reason().name().toLowerCase(Locale.ROOT),
                what.signal() > 0 ? what.signal() : what.exit()));
  }

  // The queue
  // -------------------------------------------------------------------------------------------------------

  /** Asks for pictures of the document as it is now: as many as there should be candidates. */
  public void start() {
    catalog.whenKnown(this::startNow);
  }

  private void startNow() {
    status.problemProperty().set(null);
    try {
      checkModel();
      if (!settings.seedLockedProperty().get() && !gallery.pictures().isEmpty()) {
        settings.rollSeed();
      }
      ask(condition(), request -> null, null);
    } catch (RuntimeException e) {
      status.tell(e);
    }
  }

  private Condition condition() {
    ConditionKind kind = catalog.inputProperty().get().kind();
    return switch (kind) {
      case CLASS -> new Condition.ClassLabel(settings.classLabelProperty().get());
      case NOT_A_GENERATOR -> throw new InputException(texts.get("problem.no-generator"));
      default -> canvas.condition(kind);
    };
  }

  private void checkModel() {
    if (settings.model() == null) {
      throw new InputException(texts.get("problem.no-model"));
    }
  }

  /**
   * Queues one batch of candidates, each with the next seed.
   *
   * @param from gives what each begins with
   */
  private void ask(
      Condition condition,
      Function<RenderRequest, @Nullable RenderState> from,
      @Nullable Completion completion) {
    long first = nextNumber();
    for (int i = 0; i < settings.candidatesProperty().get(); i++) {
      RenderRequest request =
          settings.request(
              condition,
              canvas.width(),
              canvas.height(),
              settings.seedProperty().get() + i,
              !catalog.moods().isEmpty());
      queue.add(
          new RenderJob(
              i == 0 ? first : nextNumber(),
              first,
              request,
              from.apply(request),
              completion,
              false));
    }
    next();
  }

  /** Queues a picture that begins with what is there already. */
  private void ask(RenderState from, boolean byItself) {
    long number = nextNumber();
    queue.add(new RenderJob(number, number, from.request(), from, null, byItself));
    next();
  }

  private long nextNumber() {
    lastNumber = Math.max(lastNumber + 1, gallery.nextNumber());
    return lastNumber;
  }

  /** Goes on with a render that was interrupted, perhaps in another run of the program. */
  public void resume(RenderState state) {
    ask(state, false);
  }

  /** Makes what the document's changes since the shown picture touch anew, and nothing else. */
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
    status.problemProperty().set(null);
    String model = settings.model();
    if (model == null) {
      status.tell(new InputException(texts.get("problem.no-model")));
      return;
    }
    Condition condition;
    try {
      condition = condition();
    } catch (InputException e) {
      status.tell(e);
      return;
    }
    boolean fits = known != null && known.remaining() == 0 && known.request().model().equals(model);
    cancelEncoding();
    AtomicBoolean givenUp = new AtomicBoolean();
    CompletableFuture<TokenGrid> tokens =
        fits
            ? CompletableFuture.completedFuture(known.tokens())
            : engine.encode(model, source, progress(givenUp));
    encoding = givenUp;
    if (render == null) {
      status.encoding(0, 1);
    }
    tokens.whenCompleteAsync(
        (grid, error) -> {
          boolean superseded = !givenUp.equals(encoding);
          if (!superseded) {
            encoding = null;
          }
          if (error != null || givenUp.get()) {
            if (!superseded && render == null) {
              status.ended("status.cancelled");
            }
            if (error != null && !(unwrapped(error) instanceof CancellationException)) {
              status.tell(unwrapped(error));
            }
            return;
          }
          try {
            Completion c = new Completion(source, mask, settings.sweepsProperty().get());
            ask(condition, request -> c.open(request, grid), c);
          } catch (RuntimeException e) {
            status.tell(e);
          }
        },
        fx);
  }

  /** Shows how far the encoding is, until it is given up. */
  private TileProgress progress(AtomicBoolean givenUp) {
    return (done, total) -> {
      if (givenUp.get()) {
        throw new CancellationException();
      }
      fx.execute(
          () -> {
            if (givenUp.equals(encoding) && render == null) {
              status.encoding(done, total);
            }
          });
    };
  }

  /** Gives the encoding of a photograph up; whether there was one. */
  private boolean cancelEncoding() {
    AtomicBoolean now = encoding;
    encoding = null;
    if (now != null) {
      now.set(true);
      if (render == null) {
        status.ended("status.cancelled");
      }
    }
    return now != null;
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
        request.with(
            settings.seedProperty().get(), settings.sampler(), settings.guidanceProperty().get());
    ask(new RenderState(now, tokens, logs, cells), false);
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
      RenderState state = new ConditionEdit(shown.state(), condition()).reopened(REACH);
      int open = state.cells().cardinality();
      if (open == 0) {
        return;
      }
      int all = state.tokens().rows() * state.tokens().columns();
      if (byItself && open > LARGEST_LIVE * all) {
        status.say("status.too-large-for-live");
        return;
      }
      if (byItself) {
        queue.removeIf(RenderJob::live);
        RenderJob now = running.get();
        if (now != null && now.live() && render != null) {
          render.cancel();
        }
      }
      ask(state, byItself);
    } catch (RuntimeException e) {
      if (!byItself) {
        status.tell(e);
      } // a picture of another size: the artist will press the button
    }
  }

  private void next() {
    if (render != null || queue.isEmpty()) {
      return;
    }
    RenderJob job = queue.removeFirst();
    running.set(job);
    if (job.batch() != batch) {
      batch = job.batch();
      candidates.clear();
    }
    Completion completion = job.completion();
    if (completion != null) {
      canvas.pixels(0, 0, completion.source());
      canvas.madeFrom(job.request().condition());
    }
    if (job.from() == null) {
      canvas.clear();
      gallery.shownProperty().set(null);
    }
    status.starting(job.from() == null);
    RenderState from = job.from();
    Render next =
        from == null
            ? engine.render(job.request())
            : completion == null ? engine.render(from) : engine.complete(completion, from);
    render = next;
    next.subscribe(new FxSubscriber(fx, events -> events.forEach(e -> event(next, job, e))));
  }

  /** Pauses the render, or lets a paused one go on. */
  public void pauseOrResume() {
    if (render == null) {
      return;
    }
    if (status.phaseProperty().get() == RenderPhase.PAUSED) {
      status.resumed();
      render.resume();
    } else {
      render.pause();
    }
  }

  /** Stops the render and the other candidates of its batch; what is there stays. */
  public void cancel() {
    if (render == null && cancelEncoding()) {
      return;
    }
    RenderJob now = running.get();
    if (render != null && now != null) {
      queue.removeIf(job -> job.batch() == now.batch());
      render.cancel();
    }
  }

  /** Stops the render and empties the queue. */
  public void cancelAll() {
    queue.clear();
    cancelEncoding();
    cancel();
  }

  /** Takes a job out of the queue. */
  public void remove(RenderJob job) {
    queue.remove(job);
  }

  /**
   * Seconds until the render under way and all that wait are done, at the pace of the last tokens;
   * NaN while no pace is known.
   */
  public double secondsForAll() {
    long tokens = queue.stream().mapToLong(RenderJob::work).sum();
    if (render != null) {
      tokens += status.remaining();
    }
    return status.secondsFor(tokens);
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
    if (!from.equals(render)) {
      return; // of a render that has been let go
    }
    switch (event) {
      case RenderEvent.Started s -> {
        started = s;
        status.started(s);
      }
      case RenderEvent.Encoding e -> status.encoding(e.done(), e.total());
      case RenderEvent.Tokens t -> tokens(t.sampled());
      case RenderEvent.Preview p -> canvas.pixels(p.x(), p.y(), p.pixels());
      case RenderEvent.Paused p -> status.paused();
      case RenderEvent.Done d -> {
        done(
            new RenderedPicture(
                job.number(),
                job.request(),
                from.state(),
                d.image(),
                d.report().meanNllBits(),
                d.report().edgeMismatch(),
                job.live()));
        RenderReport report = d.report(); // without the event's picture, which it would hold
        end(() -> status.done(report));
      }
      case RenderEvent.Cancelled c -> end(() -> status.ended("status.cancelled"));
      case RenderEvent.Failed f -> {
        status.tell(f.cause());
        end(() -> status.ended("status.failed"));
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
    candidates.add(picture);
    if (candidates.size() > 1 && queue.stream().noneMatch(job -> job.batch() == batch)) {
      Gallery.best(candidates).ifPresent(this::show);
    }
  }

  /** Puts a picture of the gallery on the canvas. */
  public void show(RenderedPicture picture) {
    gallery.shownProperty().set(picture);
    canvas.pixels(0, 0, picture.image());
    canvas.madeFrom(picture.request().condition());
  }

  /** Takes the picture off the canvas; it stays in the gallery. */
  public void leavePicture() {
    canvas.clear();
    gallery.shownProperty().set(null);
  }

  /** Shows a line of what has happened. */
  public void say(String key, Object... arguments) {
    status.say(key, arguments);
  }

  private void tokens(List<SampledToken> sampled) {
    RenderEvent.Started s = started;
    if (s == null) {
      return;
    }
    status.sampled(sampled.size());
    SampledToken last = sampled.getLast();
    attend(
        new SlidingWindow(s.rows(), s.columns(), s.window()),
        s.factor(),
        last.row(),
        last.column());
  }

  /** Shows pixels that are soon followed by a whole picture. */
  public void showPart(int x, int y, RgbImage pixels) {
    canvas.pixels(x, y, pixels);
  }

  /**
   * Shows where a step of a finished picture looked.
   *
   * @param state null for nowhere
   */
  public void attend(@Nullable RenderState state, int row, int column) {
    int size = catalog.inputProperty().get().window();
    if (state == null
        || size > state.tokens().rows()
        || size > state.tokens().columns()
        || size < 1
        || !state.request().model().equals(settings.model())) {
      canvas.attention(Rectangle2D.EMPTY, Rectangle2D.EMPTY);
      return;
    }
    attend(
        new SlidingWindow(state.tokens().rows(), state.tokens().columns(), size),
        catalog.inputProperty().get().cell(),
        row,
        column);
  }

  private void attend(SlidingWindow w, int cell, int row, int column) {
    int side = w.size() * cell;
    canvas.attention(
        new Rectangle2D(w.startColumn(column) * cell, w.startRow(row) * cell, side, side),
        new Rectangle2D(column * cell, row * cell, cell, cell));
  }

  private void end(Runnable tell) {
    render = null;
    started = null;
    running.set(null);
    tell.run();
    canvas.attention(Rectangle2D.EMPTY, Rectangle2D.EMPTY);
    next();
    if (render == null && encoding != null) {
      status.encoding(0, 1); // which has gone on beside the render
    }
  }

  /** How far the render under way is, to go on from; null where there is none. */
  public @Nullable RenderState unfinished() {
    return render == null ? null : render.state();
  }

  /** Takes the settings of an earlier picture. */
  public void restore(RenderRequest request) {
    if (catalog.models().contains(request.model())) {
      settings.modelProperty().set(request.model());
    }
    catalog.keepMood();
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

  /** Minutes and seconds, such as 1:05. */
  public static String clock(double seconds) {
    return Throughput.clock(seconds);
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

  /** The models to choose from, and their moods. */
  public ModelCatalog catalog() {
    return catalog;
  }

  /** Whether the region of a stroke is made anew by itself. */
  public BooleanProperty liveProperty() {
    return live;
  }

  public ReadOnlyObjectProperty<RenderPhase> phaseProperty() {
    return status.phaseProperty();
  }

  /** 0 to 1; negative while nothing can be told yet. */
  public ReadOnlyDoubleProperty progressProperty() {
    return status.progressProperty();
  }

  /** One line of what is going on. */
  public ReadOnlyStringProperty statusProperty() {
    return status.lineProperty();
  }

  /** Device and precision, once known. */
  public ReadOnlyStringProperty machineProperty() {
    return status.machineProperty();
  }

  /** What the artist should know went wrong; null for nothing. */
  public ObjectProperty<@Nullable String> problemProperty() {
    return status.problemProperty();
  }
}
