package io.tessera.app.render;

import io.tessera.engine.Engine;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.Condition;
import io.tessera.engine.render.Render;
import io.tessera.engine.render.RenderEvent;
import io.tessera.engine.render.RenderRequest;
import io.tessera.engine.sampling.SampledToken;
import io.tessera.engine.sampling.SlidingWindow;
import io.tessera.engine.sampling.TokenSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.LongProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleLongProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Rectangle2D;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of a render and the render under way. Used on the FX thread alone; events get there
 * through {@code fx}.
 */
public final class RenderViewModel {
  private static final Logger LOG = LoggerFactory.getLogger(RenderViewModel.class);

  /** Stands for a mood that the seed chooses. */
  public static final String ANY = "any";

  private static final String MOOD = "mood";

  /** The light of an artist's first picture, who should not have to guess that it is night. */
  private static final String DAY = "day";

  /** A finished picture and what it was made from. */
  public record Result(RenderRequest request, RgbImage image) {}

  private final Engine engine;
  private final Executor fx;
  private final Canvas canvas;
  private final RandomGenerator dice;
  private final ObservableList<String> models = FXCollections.observableArrayList();
  private final StringProperty model = new SimpleStringProperty();
  private final LongProperty seed = new SimpleLongProperty(1);
  private final DoubleProperty temperature = new SimpleDoubleProperty(1);
  private final IntegerProperty topK = new SimpleIntegerProperty(100);
  private final DoubleProperty topP = new SimpleDoubleProperty(1);
  private final DoubleProperty guidance = new SimpleDoubleProperty(1);
  private final ObservableList<String> moods = FXCollections.observableArrayList();
  private final StringProperty mood = new SimpleStringProperty(ANY);
  private final ObjectProperty<Quality> quality = new SimpleObjectProperty<>(Quality.BALANCED);
  private @Nullable String firstMood = DAY;
  private final BooleanProperty previews = new SimpleBooleanProperty(true);
  private final ReadOnlyObjectWrapper<RenderPhase> phase =
      new ReadOnlyObjectWrapper<>(RenderPhase.IDLE);
  private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();
  private final ReadOnlyStringWrapper status = new ReadOnlyStringWrapper("Ready");
  private final ReadOnlyStringWrapper machine = new ReadOnlyStringWrapper("");
  private final ObjectProperty<@Nullable String> problem = new SimpleObjectProperty<>();
  private final ReadOnlyObjectWrapper<@Nullable Result> result = new ReadOnlyObjectWrapper<>();
  private @Nullable Render render;
  private RenderEvent.@Nullable Started started;
  private Throughput throughput = new Throughput(0, 0);

  /**
   * @param fx runs on the FX thread
   * @param dice chooses new seeds
   */
  public RenderViewModel(Engine engine, Executor fx, Canvas canvas, RandomGenerator dice) {
    this.engine = engine;
    this.fx = fx;
    this.canvas = canvas;
    this.dice = dice;
    model.subscribe(this::refreshMoods);
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
              if (!name.equals(model.get())) {
                return; // another model was chosen meanwhile
              }
              if (error != null) {
                LOG.info("no moods of the model {}: {}", name, error.getMessage());
              }
              offerMoods(
                  error != null
                      ? List.of()
                      : tags.stream()
                          .filter(tag -> tag.name().equals(MOOD))
                          .flatMap(tag -> tag.values().stream())
                          .toList());
            },
            fx);
  }

  private void offerMoods(List<String> known) {
    String chosen = mood.get();
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
    mood.set(all.contains(chosen) ? chosen : ANY);
  }

  /** Looks for models again; the chosen one stays chosen where it still exists. */
  public void refreshModels() {
    String chosen = model.get();
    models.setAll(engine.library().models().stream().map(ModelFolder::name).distinct().toList());
    model.set(
        models.contains(chosen)
            ? chosen
            : models.contains("demo") ? "demo" : models.isEmpty() ? null : models.getFirst());
  }

  /** Loads libtorch and the model while the artist still paints. */
  public void warmUp() {
    if (model.get() != null) {
      engine
          .warmUp(model.get())
          .whenCompleteAsync(
              (text, error) -> {
                if (text != null) {
                  machine.set(text);
                } else {
                  fail(
                      error.getCause() instanceof RuntimeException cause
                          ? cause
                          : new IllegalStateException(error));
                }
              },
              fx);
    }
  }

  /** Begins a picture of the layout as it is now. */
  public void start() {
    if (phase.get().isRunning()) {
      return;
    }
    problem.set(null);
    try {
      if (model.get() == null) {
        throw new InputException("there is no model; put one into the model folder");
      }
      var layout = canvas.layout();
      RenderRequest request =
          new RenderRequest(
              model.get(),
              new Condition.Layout(layout),
              tags(),
              layout.width(),
              layout.height(),
              seed.get(),
              new TokenSampler(temperature.get(), topK.get(), topP.get(), false),
              guidance.get(),
              quality.get().schedule(),
              previews.get());
      canvas.clear();
      result.set(null);
      progress.set(-1);
      status.set("Loading the model …");
      phase.set(RenderPhase.STARTING);
      Render next = engine.render(request);
      render = next;
      next.subscribe(new FxSubscriber(fx, events -> events.forEach(e -> event(next, e))));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** The chosen mood, where the model knows it. */
  private Map<String, String> tags() {
    String chosen = mood.get();
    return ANY.equals(chosen) || !moods.contains(chosen) ? Map.of() : Map.of(MOOD, chosen);
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

  /** Stops the render; what is there stays. */
  public void cancel() {
    if (render != null) {
      render.cancel();
    }
  }

  private void event(Render from, RenderEvent event) {
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
        status.set(throughput.text() + " · paused");
      }
      case RenderEvent.Done d -> {
        canvas.pixels(0, 0, d.image());
        result.set(new Result(from.request(), d.image()));
        end(
            "%,d tokens in %s · %.2f bits per token"
                .formatted(
                    d.report().tokens(),
                    Throughput.clock(d.report().secondsSampling()),
                    d.report().meanNllBits()),
            1);
      }
      case RenderEvent.Cancelled c -> end("Cancelled", 0);
      case RenderEvent.Failed f -> fail(f.cause());
    }
  }

  private void tokens(List<SampledToken> sampled) {
    RenderEvent.Started s = started;
    if (s == null) {
      return;
    }
    throughput.count(sampled.size());
    progress.set(throughput.share());
    status.set(throughput.isComplete() ? "Decoding the picture …" : throughput.text());
    SampledToken last = sampled.getLast();
    int f = s.factor();
    SlidingWindow w = new SlidingWindow(s.rows(), s.columns(), s.window());
    int side = s.window() * f;
    canvas.attention(
        new Rectangle2D(w.startColumn(last.column()) * f, w.startRow(last.row()) * f, side, side),
        new Rectangle2D(last.column() * f, last.row() * f, f, f));
  }

  private void fail(RuntimeException cause) {
    if (cause instanceof InputException) {
      problem.set(cause.getMessage());
    } else {
      LOG.error("a render failed", cause);
      problem.set(
          "Something went wrong in the program: "
              + cause
              + ". Your layout is safe; details are in the log.");
    }
    end("Failed", 0);
  }

  private void end(String text, double share) {
    render = null;
    started = null;
    progress.set(share);
    status.set(text);
    phase.set(RenderPhase.IDLE);
    canvas.attention(Rectangle2D.EMPTY, Rectangle2D.EMPTY);
  }

  /** Another seed. */
  public void rollSeed() {
    seed.set(dice.nextInt(1, 1_000_000));
  }

  /** Takes the settings of an earlier picture, and the picture as the last one made. */
  public void restore(RenderRequest request, RgbImage picture) {
    result.set(new Result(request, picture));
    if (models.contains(request.model())) {
      model.set(request.model());
    }
    firstMood = null;
    mood.set(request.tags().getOrDefault(MOOD, ANY));
    quality.set(Quality.of(request.schedule()));
    guidance.set(request.guidance());
    seed.set(request.seed());
    temperature.set(request.sampler().temperature());
    topK.set(request.sampler().topK());
    topP.set(request.sampler().topP());
  }

  public ObservableList<String> models() {
    return models;
  }

  public StringProperty modelProperty() {
    return model;
  }

  public LongProperty seedProperty() {
    return seed;
  }

  public DoubleProperty temperatureProperty() {
    return temperature;
  }

  public IntegerProperty topKProperty() {
    return topK;
  }

  public DoubleProperty topPProperty() {
    return topP;
  }

  /** {@link #ANY} and the model's moods; empty if it knows none. */
  public ObservableList<String> moods() {
    return moods;
  }

  public StringProperty moodProperty() {
    return mood;
  }

  /** How closely the layout is followed; 1 as the model does. */
  public DoubleProperty guidanceProperty() {
    return guidance;
  }

  /** Whether pixels are shown before the end. */
  public ObjectProperty<Quality> qualityProperty() {
    return quality;
  }

  public BooleanProperty previewsProperty() {
    return previews;
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

  /** The last finished picture; null while there is none. */
  public ReadOnlyObjectProperty<@Nullable Result> resultProperty() {
    return result.getReadOnlyProperty();
  }
}
