package io.tessera.engine.render;

import io.tessera.api.Completion;
import io.tessera.api.EngineSettings;
import io.tessera.api.EventStream;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderReport;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SampledToken;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Conditioner;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Generation;
import io.tessera.engine.sampling.Guidance;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Planner;
import io.tessera.engine.sampling.Refinement;
import io.tessera.engine.sampling.Sampler;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.Torch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One picture being made. Events come to one subscriber; pause, resume and cancel may be called
 * from any thread and act within one step.
 *
 * <p>A paused render lets go of the engine: it goes on from its state, as it would in another
 * process.
 */
public final class LocalRender implements Render {
  private enum Wish {
    RUN,
    PAUSE,
    CANCEL
  }

  /** Nanoseconds after which {@link #state} is brought up to date. */
  private static final long KEEP = 1_000_000_000L;

  private final RenderRequest request;
  private final @Nullable Completion completion;
  private final Supplier<ModelBundle> models;
  private final Executor engineThread;
  private final EngineSettings settings;
  private final EventStream events = new EventStream();
  private volatile Wish wish = Wish.RUN;
  private boolean resting;
  private boolean ended;

  /**
   * Whether what was sampled before this render was shown, so that a pause does not show it again.
   */
  private boolean shown;

  private @Nullable RenderState state;
  private double secondsLoad;
  private double secondsSampling;

  /** What goes on after a pause, if nobody else has used the model meanwhile; engine's thread. */
  private @Nullable Live live;

  private record Live(ModelBundle model, Generation cells) {}

  /**
   * @param saved what is sampled already, if anything
   * @param completion what the picture fills a hole of, if it does
   * @param models gives the request's model, loaded; called on the engine's thread
   * @param engineThread where the work is done
   * @param settings threads, to report them, and the memory that the decode may take
   */
  public LocalRender(
      RenderRequest request,
      @Nullable RenderState saved,
      @Nullable Completion completion,
      Supplier<ModelBundle> models,
      Executor engineThread,
      EngineSettings settings) {
    this.request = request;
    this.state = saved;
    this.completion = completion;
    this.models = models;
    this.engineThread = engineThread;
    this.settings = settings;
  }

  /** Puts the work in the engine's queue. */
  public void start() {
    try {
      engineThread.execute(this::work);
    } catch (RejectedExecutionException e) {
      end(new RenderEvent.Cancelled()); // the engine is being closed
    }
  }

  /** The engine is closed, and this will not go on: whoever waits for it is told. */
  public void abandon() {
    end(new RenderEvent.Cancelled());
  }

  /** Whether its last event was sent. */
  public synchronized boolean isEnded() {
    return ended;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super RenderEvent> subscriber) {
    events.subscribe(subscriber);
  }

  @Override
  public RenderRequest request() {
    return request;
  }

  /** The tokens sampled so far, a second old at most; nothing before the first step. */
  @Override
  public synchronized @Nullable RenderState state() {
    return state;
  }

  @Override
  public synchronized void pause() {
    if (wish == Wish.RUN) {
      wish = Wish.PAUSE;
    }
  }

  @Override
  public synchronized void resume() {
    if (wish == Wish.PAUSE) {
      wish = Wish.RUN;
      if (resting) {
        resting = false;
        start();
      }
    }
  }

  @Override
  public synchronized void cancel() {
    boolean idle = resting && wish != Wish.CANCEL;
    wish = Wish.CANCEL;
    if (idle) {
      resting = false;
      end(new RenderEvent.Cancelled());
    }
  }

  private synchronized void end(RenderEvent event) {
    if (!ended) {
      ended = true;
      events.emit(event);
    }
  }

  private void work() {
    try {
      if (wish == Wish.CANCEL) {
        end(new RenderEvent.Cancelled());
        return;
      }
      long began = System.nanoTime();
      ModelBundle model = models.get();
      secondsLoad += seconds(began);
      Generation cells = generation(model);
      sample(model, cells);
      finish(model, cells);
    } catch (CancellationException e) {
      end(new RenderEvent.Cancelled());
    } catch (RuntimeException e) {
      end(new RenderEvent.Failed(e));
    } catch (OutOfMemoryError e) {
      end(
          new RenderEvent.Failed(
              new InputException(
                  "there is not enough memory for a picture of this size; make it smaller", e)));
    } catch (Throwable e) { // whatever it is, whoever waits for the end is told
      end(new RenderEvent.Failed(new IllegalStateException("the render broke off: " + e, e)));
    }
  }

  private Generation generation(ModelBundle model) {
    Live paused = live;
    live = null;
    if (paused != null && paused.model.equals(model) && paused.cells.isCurrent()) {
      started(model, paused.cells);
      return paused.cells;
    }
    return sampler(model);
  }

  private Generation sampler(ModelBundle model) {
    FirstStage firstStage = model.firstStage();
    Transformer transformer = model.transformer();
    int rows = request.height() / firstStage.factor();
    int columns = request.width() / firstStage.factor();
    if (rows < 1 || columns < 1) {
      throw new InputException(
          "the picture is smaller than one token of " + firstStage.factor() + " pixels");
    }
    firstStage.checkFits(rows, columns, Torch.budget(settings)); // told now, not after the sampling
    Conditioner conditioner = new Conditioner(model, this::encoding);
    ConditionTokens condition =
        conditioner.tokens(request.condition(), request.tags(), request.seed(), rows, columns);
    Optional<Guidance> guidance =
        request.guidance() == 1
            ? Optional.empty()
            : Optional.of(new Guidance(conditioner.open(rows, columns), request.guidance()));
    RenderState from = state == null ? RenderState.fresh(request, rows, columns) : state;
    if (from.tokens().rows() != rows || from.tokens().columns() != columns) {
      throw new InputException("the saved render has another size than its request");
    }
    firstStage.codebook().check(from.tokens());
    SlidingWindow window = Sampler.window(transformer, condition, rows, columns);
    Sampler sampler =
        new Sampler(
            transformer,
            new Drawing(request.sampler(), guidance, firstStage.codebook().tokens()),
            Planner.plan(window, request.schedule(), from.cells()),
            List.of(new Picture(condition, from.tokens(), request.seed(), 0)),
            this::checkWanted);
    keep(from);
    started(model, sampler);
    return sampler;
  }

  private void checkWanted() {
    if (wish == Wish.CANCEL) {
      throw new CancellationException();
    }
  }

  /** Between two tiles of the condition. */
  private void encoding(int done, int total) {
    checkWanted();
    events.emit(new RenderEvent.Encoding(done, total));
  }

  private void started(ModelBundle model, Generation cells) {
    int rows = cells.window().rows();
    int columns = cells.window().columns();
    events.emit(
        new RenderEvent.Started(
            rows,
            columns,
            rows * columns - cells.remaining(),
            model.firstStage().factor(),
            cells.window().size(),
            model.device().toString(),
            model.precision().id()));
  }

  /** Some cells of a grid, decoded with those around them; on the engine's thread. */
  public static RenderEvent.Preview part(
      ModelBundle model, TokenGrid grid, BitSet cells, double texture) {
    return Previewer.part(model.firstStage(), grid, cells, texture);
  }

  private synchronized void keep(RenderState next) {
    state = next;
  }

  private void sample(ModelBundle model, Generation cells) {
    Previewer previewer =
        new Previewer(
            model.firstStage(), request.texture(), cells.window().columns(), System::nanoTime);
    RenderState from = java.util.Objects.requireNonNull(state);
    if (!shown) {
      shown = true;
      previewer.begin(from.tokens(), from.cells());
    }
    float[] logs = from.logProbabilities();
    List<SampledToken> fresh = new ArrayList<>();
    long began = System.nanoTime();
    long told = began;
    long kept = began;
    try {
      while (cells.remaining() > 0 && wish == Wish.RUN) {
        for (SampledToken token : cells.next()) {
          logs[token.row() * cells.window().columns() + token.column()] = token.logProbability();
          fresh.add(token);
          previewer.changed(token);
        }
        boolean preview = request.previews() && previewer.isDue() && events.isAwaited();
        if (preview || System.nanoTime() - told > 60_000_000L) {
          events.emit(new RenderEvent.Tokens(fresh));
          fresh.clear();
          told = System.nanoTime();
        }
        if (System.nanoTime() - kept > KEEP) {
          keep(new RenderState(request, cells.grid(0), logs, from.cells()));
          kept = System.nanoTime();
        }
        if (preview) {
          previewer.decode(cells.grid(0)).forEach(events::emit);
        }
      }
    } finally {
      secondsSampling += seconds(began);
      keep(new RenderState(request, cells.grid(0), logs, from.cells()));
      if (!fresh.isEmpty()) {
        events.emit(new RenderEvent.Tokens(fresh));
      }
    }
  }

  private void finish(ModelBundle model, Generation cells) {
    synchronized (this) {
      if (wish == Wish.PAUSE && cells.remaining() > 0) {
        resting = true;
        live = new Live(model, cells);
        events.emit(new RenderEvent.Paused());
        return;
      }
      if (wish == Wish.CANCEL) {
        end(new RenderEvent.Cancelled());
        return;
      }
    }
    if (cells.remaining() > 0) { // resumed between the last step and here
      live = new Live(model, cells);
      start();
      return;
    }
    float[] logs = java.util.Objects.requireNonNull(state).logProbabilities();
    TokenGrid grid = refined(model, cells.grid(0), logs);
    if (wish == Wish.CANCEL) {
      end(new RenderEvent.Cancelled());
      return;
    }
    long began = System.nanoTime();
    HostTensor x = model.firstStage().decodeWithin(grid, Torch.budget(settings), request.texture());
    RgbImage decoded =
        RgbImage.fromNetwork(
            x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]);
    RgbImage image = completion == null ? decoded : completion.compose(decoded);
    double mismatch = completion == null ? 0 : completion.edgeMismatch(decoded);
    BitSet made = java.util.Objects.requireNonNull(state).cells();
    keep(new RenderState(request, grid, logs, made));
    end(
        new RenderEvent.Done(
            image, grid, report(model, cells, logs, image, mismatch, seconds(began))));
  }

  /**
   * Sweeps over the hole of a completion, if it asks for any; a cancel ends them.
   *
   * @param refined log probabilities of the cells, changed for those that are drawn again
   */
  private TokenGrid refined(ModelBundle model, TokenGrid grid, float[] refined) {
    if (completion == null || completion.sweeps() == 0) {
      return grid;
    }
    long began = System.nanoTime();
    RenderState from = java.util.Objects.requireNonNull(state);
    ConditionTokens condition =
        new Conditioner(model)
            .tokens(
                request.condition(), request.tags(), request.seed(), grid.rows(), grid.columns());
    Refinement refinement =
        new Refinement(
            model.transformer(), condition, grid, model.firstStage().codebook().tokens());
    for (int sweep = 1; sweep <= completion.sweeps(); sweep++) {
      for (int cell : from.cells().stream().toArray()) {
        if (wish == Wish.CANCEL) {
          return grid;
        }
        // The state stays as it was sampled, so that one that is recovered from here does all
        // sweeps
        // again, with the same result.
        SampledToken token = refinement.draw(cell, request.seed(), sweep);
        refined[cell] = token.logProbability();
        events.emit(new RenderEvent.Tokens(List.of(token)));
      }
    }
    secondsSampling += seconds(began);
    return refinement.grid();
  }

  private RenderReport report(
      ModelBundle model,
      Generation cells,
      float[] logs,
      RgbImage image,
      double edgeMismatch,
      double secondsDecode) {
    int tokens = cells.window().rows() * cells.window().columns();
    BitSet made = java.util.Objects.requireNonNull(state).cells();
    double nats = made.stream().mapToDouble(cell -> -logs[cell]).sum();
    int drawn = Math.max(1, made.cardinality());
    return new RenderReport(
        model.folder().name(),
        model.device().toString(),
        model.precision().id(),
        settings.threads(),
        request.schedule().id(),
        image.width(),
        image.height(),
        tokens,
        secondsLoad,
        secondsSampling,
        secondsDecode,
        secondsSampling > 0 ? tokens / secondsSampling : 0,
        nats / drawn / Math.log(2),
        edgeMismatch,
        Torch.peakResidentBytes() / 1_000_000,
        model.device().isGpu() ? List.of() : Kernels.here().avoidedInRenders());
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
