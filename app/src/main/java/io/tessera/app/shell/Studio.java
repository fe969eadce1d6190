package io.tessera.app.shell;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.Engine;
import io.tessera.api.SceneObject;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.canvas.CanvasView;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Pen;
import io.tessera.app.document.Document;
import io.tessera.app.document.Recovery;
import io.tessera.app.inputs.FiguresViewModel;
import io.tessera.app.inputs.ObjectsViewModel;
import io.tessera.app.inputs.PlaneViewModel;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.palette.Palettes;
import io.tessera.app.render.Canvas;
import io.tessera.app.render.Later;
import io.tessera.app.render.Presets;
import io.tessera.app.render.Proposals;
import io.tessera.app.render.RenderSettings;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.settings.EnginePlace;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import io.tessera.app.tokens.SamplingSteps;
import io.tessera.app.tokens.TokensViewModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javafx.animation.KeyFrame;
import javafx.animation.PauseTransition;
import javafx.animation.Timeline;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Rectangle2D;
import javafx.util.Duration;

/**
 * The composition root: one document, its view models and its view, put together; what is
 * remembered and what is kept aside.
 */
public final class Studio {
  private static final String PALETTE = "landscape";

  private final ShellViewModel shell;
  private final Presets presets;
  private final Preferences preferences;
  private final ShellView.Surroundings around;
  private final Autosave autosave;
  private final Timeline clock;
  private final ObjectProperty<ShellView> view = new SimpleObjectProperty<>();
  private final ObjectProperty<CanvasView> canvasView = new SimpleObjectProperty<>();
  private final Executor background;

  /**
   * Where the studio lives.
   *
   * @param models the folder of the artist's own models
   * @param palettes the folder of the artist's own palettes
   * @param recovery folder of what running studios keep aside
   * @param background runs file work
   * @param fx runs on the FX thread
   */
  public record Home(
      Preferences preferences,
      Path models,
      Path palettes,
      Path recovery,
      Executor background,
      Executor fx) {}

  /**
   * @param engine not closed here
   * @param move makes further pictures at another place; throws an InputException where it cannot
   */
  public Studio(
      Engine engine, LabelMap layout, Home home, Consumer<EnginePlace> move, RandomGenerator dice) {
    this.preferences = home.preferences();
    this.background = home.background();
    Texts texts =
        new Texts(
            java.util.Locale.of(
                preferences.text("language", java.util.Locale.getDefault().getLanguage())));
    Document document = new Document(layout);
    CanvasViewModel canvas =
        new CanvasViewModel(document, io.tessera.assets.Assets.palette(PALETTE), texts);
    PaletteViewModel palette =
        new PaletteViewModel(new Palettes(home.palettes()), PALETTE, canvas.labelProperty(), texts);
    palette.paletteProperty().addListener((o, before, now) -> canvas.recolor(now));
    RenderSettings settings = new RenderSettings(dice);
    RenderViewModel render =
        new RenderViewModel(
            engine, home.fx(), later(), new Target(canvas, canvasView), settings, texts);
    render.catalog().refresh();
    canvas.onStroke(region -> render.strokeEnded());
    FiguresViewModel figures = new FiguresViewModel(document, texts, render::strokeEnded);
    ObjectsViewModel objects = new ObjectsViewModel(document, texts);
    PlaneViewModel planes =
        new PlaneViewModel(
            document,
            canvas,
            texts,
            (file, photograph) -> engine.depth(file, photograph).join(),
            render::strokeEnded);
    presets = new Presets(() -> texts.get("preset.own"));
    shell =
        new ShellViewModel(
            new ShellViewModel.Work(
                document,
                canvas,
                palette,
                new ShellViewModel.Inputs(planes, figures, objects),
                render),
            new TokensViewModel(engine, home.fx(), render, texts),
            new ShellViewModel.Surroundings(
                preferences, texts, home.models(), home.background(), home.fx()),
            new SamplingSteps(engine),
            new Proposals(engine, dice));
    around =
        new ShellView.Surroundings(
            engine,
            move,
            presets,
            home.models(),
            home.background(),
            home.fx(),
            LogCard.Memory.install());
    load();
    texts.languageProperty().subscribe(l -> makeView());
    autosave = new Autosave(shell, new Recovery(home.recovery()), home.background(), home.fx());
    clock = new Timeline(new KeyFrame(Duration.seconds(2), e -> tick(engine)));
    clock.setCycleCount(Timeline.INDEFINITE);
    clock.play();
  }

  private void tick(Engine engine) {
    autosave.tick();
    // Off the FX thread: a graphics card's driver may take its time.
    CompletableFuture.supplyAsync(() -> memory(engine), background)
        .thenAcceptAsync(shell.memoryProperty()::set, around.fx());
  }

  private static MemoryUse memory(Engine engine) {
    Runtime java = Runtime.getRuntime();
    return new MemoryUse(
        engine.residentBytes(), java.totalMemory() - java.freeMemory(), engine.deviceMemory());
  }

  private static Later later() {
    return (delay, work) -> {
      PauseTransition pause = new PauseTransition(Duration.millis(delay.toMillis()));
      pause.setOnFinished(e -> work.run());
      pause.play();
    };
  }

  private void makeView() {
    CanvasView fresh = new CanvasView(shell.canvas(), Pen.MOUSE, shell.texts().get("canvas.name"));
    canvasView.set(fresh);
    view.set(new ShellView(shell, fresh, around));
  }

  /** Takes what was remembered. */
  private void load() {
    shell.appearance().darkProperty().set(preferences.flag("dark", true));
    shell.appearance().followSystemProperty().set(preferences.flag("theme.system", false));
    Platform.Preferences system = Platform.getPreferences();
    Runnable follow =
        () -> {
          if (shell.appearance().followSystemProperty().get()) {
            shell.appearance().darkProperty().set(system.getColorScheme() == ColorScheme.DARK);
          }
        };
    shell.appearance().followSystemProperty().subscribe(follow);
    system.colorSchemeProperty().subscribe(follow);
    follow.run();
    presets.load(preferences.texts("presets"));
    shell.palette().loadFavourites(Set.copyOf(preferences.texts("favourites").keySet()));
    shell.canvas().smoothingProperty().set(preferences.number("smoothing", 0.3));
    shell.canvas().brushSizeProperty().set(preferences.number("brush", 64));
  }

  /** Remembers for the next start. */
  void remember() {
    preferences.put("dark", shell.appearance().darkProperty().get());
    preferences.put("theme.system", shell.appearance().followSystemProperty().get());
    preferences.putTexts("presets", presets.save());
    Map<String, String> favourites = new TreeMap<>();
    shell.palette().favourites().forEach(f -> favourites.put(f, ""));
    preferences.putTexts("favourites", favourites);
    preferences.put("smoothing", shell.canvas().smoothingProperty().get());
    preferences.put("brush", shell.canvas().brushSizeProperty().get());
    preferences.save();
  }

  /** Offers what other studios have left behind, one after the other. */
  void offer(List<Recovery.Left> left) {
    if (left.isEmpty()) {
      return;
    }
    Recovery.Left first = left.getFirst();
    List<Recovery.Left> others = left.subList(1, left.size());
    view.get()
        .offer(
            first,
            () -> {
              shell.projects().recover(first);
              autosave.thenRun(() -> Recovery.discard(first)); // not before it is kept here
            },
            () -> {
              background.execute(() -> Recovery.discard(first));
              offer(others);
            });
  }

  /** Ends as it should: everything is remembered, nothing has to be recovered. */
  public void end() {
    clock.stop();
    around.log().uninstall();
    autosave.end();
    remember();
  }

  public ShellViewModel viewModel() {
    return shell;
  }

  public ShellView view() {
    return view.get();
  }

  /** The window's content; another one when the language changes. */
  public ReadOnlyObjectProperty<ShellView> viewProperty() {
    return view;
  }

  /** Where renders go: the picture over the layout. */
  private record Target(CanvasViewModel model, ObjectProperty<CanvasView> view) implements Canvas {
    @Override
    public int width() {
      return model.document().width();
    }

    @Override
    public int height() {
      return model.document().height();
    }

    @Override
    public Condition condition(ConditionKind kind) {
      Document document = model.document();
      return switch (kind.form()) {
        case LABELS -> new Condition.Layout(document.layout().snapshot());
        case PLANE ->
            new Condition.Plane(kind, kind.plane().ofLayer(document.plane(kind).snapshot()));
        case FIGURES ->
            new Condition.Figures(document.figures().items(), document.width(), document.height());
        case BOXES ->
            new Condition.Objects(
                document.objects().items().stream()
                    .map(o -> o.within(document.width(), document.height()))
                    .filter(SceneObject::isVisible)
                    .toList());
        case CLASS, NOTHING -> new Condition.None();
      };
    }

    @Override
    public void clear() {
      model.clearPicture();
    }

    @Override
    public void pixels(int x, int y, RgbImage pixels) {
      model.showPixels(x, y, pixels);
    }

    @Override
    public void madeFrom(Condition condition) {
      switch (condition) {
        case Condition.Layout layout -> model.pictured(layout.map(), null);
        case Condition.Plane plane when plane.kind() == model.planeKindProperty().get() -> {
          boolean asNow = plane.equals(condition(plane.kind()));
          model.pictured(
              null,
              asNow
                  ? model.document().plane(plane.kind()).snapshot()
                  : plane.kind().plane().layer(plane.map()));
        }
        default -> model.pictured(null, null);
      }
    }

    @Override
    public void attention(Rectangle2D window, Rectangle2D cell) {
      view.get().windowProperty().set(window);
      view.get().cellProperty().set(cell);
    }
  }
}
