package io.tessera.app.shell;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.ModelInput;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LabelTable;
import io.tessera.api.image.MaskFile;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.app.canvas.ActiveLayer;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Tool;
import io.tessera.app.document.Document;
import io.tessera.app.document.Pixels;
import io.tessera.app.document.PlacedObject;
import io.tessera.app.inputs.FiguresViewModel;
import io.tessera.app.inputs.ObjectsViewModel;
import io.tessera.app.inputs.PlaneViewModel;
import io.tessera.app.palette.LabelImport;
import io.tessera.app.palette.LabelMapping;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.palette.Palettes;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.render.Surprises;
import io.tessera.app.settings.ModelImport;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import io.tessera.app.tokens.SamplingSteps;
import io.tessera.app.tokens.TokensViewModel;
import io.tessera.assets.Assets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** What the window as a whole can do: files, sizes, the theme. Holds the other view models. */
public final class ShellViewModel {
  private static final String MAPPING = "mapping.";
  private static final String DEPTH_NETWORK = "depth_network";

  /** Pixels of a photograph's longer side that is worked on; larger ones are scaled down. */
  private static final int LONGEST_PHOTOGRAPH = 2048;

  private final Document document;
  private final CanvasViewModel canvas;
  private final PaletteViewModel palette;
  private final Inputs inputs;
  private final RenderViewModel render;
  private final TokensViewModel tokens;
  private final OpenedFiles files;
  private final Preferences preferences;
  private final Texts texts;
  private final ObservableList<BackgroundJob> jobs = FXCollections.observableArrayList();
  private final ObjectProperty<MemoryUse> memory = new SimpleObjectProperty<>(MemoryUse.UNKNOWN);
  private final ObservableList<BackgroundJob> shownJobs =
      FXCollections.unmodifiableObservableList(jobs);
  private final FileWork work;
  private final Projects projects;
  private final Exports exports;
  private final Path models;
  private final Surprises surprises;

  /** The model that layouts were painted for last. */
  private String layoutModel = "";

  private final BooleanProperty dark = new SimpleBooleanProperty(true);
  private final BooleanProperty followSystem = new SimpleBooleanProperty();
  private final ObjectProperty<@Nullable Mapping> mapping = new SimpleObjectProperty<>();

  /**
   * A label map whose values have to be given a meaning before it can be opened.
   *
   * @param from id of the palette that they are taken to belong to
   * @param givenUp takes back what has made the map foreign
   */
  public record Mapping(
      LabelImport file, String from, Map<Integer, Integer> suggestion, Runnable givenUp) {}

  /** What pictures are made from beside the layout. */
  public record Inputs(PlaneViewModel planes, FiguresViewModel figures, ObjectsViewModel objects) {}

  /**
   * @param models the folder of the artist's own models
   * @param background runs file work, off the FX thread
   * @param fx runs on the FX thread
   * @param surprises what "surprise me" brings
   */
  public ShellViewModel(
      Document document,
      CanvasViewModel canvas,
      PaletteViewModel palette,
      Inputs inputs,
      RenderViewModel render,
      TokensViewModel tokens,
      SamplingSteps steps,
      Preferences preferences,
      Texts texts,
      Path models,
      Executor background,
      Executor fx,
      Surprises surprises) {
    this.document = document;
    this.canvas = canvas;
    this.palette = palette;
    this.inputs = inputs;
    this.render = render;
    render.catalog().inputProperty().subscribe(this::turnTo);
    this.tokens = tokens;
    this.files = new OpenedFiles();
    canvas.toolProperty().subscribe(t -> tokens.activeProperty().set(t == Tool.TOKENS));
    this.preferences = preferences;
    this.texts = texts;
    this.models = models;
    this.work = new FileWork(background, fx, texts, render.problemProperty(), jobs);
    this.projects = new Projects(document, palette, render, preferences, texts, work);
    this.exports = new Exports(steps, document, palette, render.gallery(), work);
    this.surprises = surprises;
  }

  /** Shows, and paints on, what the chosen model makes its pictures from. */
  private void turnTo(ModelInput input) {
    ConditionKind kind = input.kind();
    canvas.layoutState().visibleProperty().set(kind == ConditionKind.LAYOUT);
    canvas.planeState().visibleProperty().set(kind.form() == ConditionKind.Form.PLANE);
    boolean painting = canvas.activeProperty().get() != ActiveLayer.MASK;
    switch (kind.form()) {
      case LABELS -> {
        canvas.activeProperty().set(ActiveLayer.LAYOUT);
        Assets.paletteFor(input.choices()).ifPresent(this::turnToPalette);
        layoutModel = render.settings().model();
      }
      case PLANE -> {
        canvas.turnToPlane(kind);
        canvas.activeProperty().set(ActiveLayer.PLANE);
      }
      default -> {
        if (painting) {
          canvas.activeProperty().set(ActiveLayer.LAYOUT);
        }
      }
    }
    Tool tool = canvas.toolProperty().get();
    if (kind == ConditionKind.POSE) {
      canvas.toolProperty().set(Tool.POSE);
    } else if (kind == ConditionKind.BOXES) {
      canvas.toolProperty().set(Tool.BOX);
    } else if (tool.movesItems() || tool == Tool.GRADIENT && !kind.isGradual()) {
      canvas.toolProperty().set(Tool.BRUSH);
    }
  }

  /**
   * Takes the palette of a model's labels; a layout in another one's is asked about. The artist's
   * own palette stays: what its labels mean is the artist's business.
   */
  private void turnToPalette(String id) {
    String before = palette.idProperty().get();
    if (before.equals(id) || !Assets.PALETTES.contains(before)) {
      return;
    }
    LabelMap layout = document.layout().snapshot();
    palette.use(id);
    String model = layoutModel;
    LabelImport.of(texts.get("layer.layout"), new PngFile.Content.Values(layout))
        .ifPresent(
            map ->
                ask(
                    map,
                    before,
                    () -> {
                      palette.use(before);
                      render.settings().modelProperty().set(model);
                    }));
  }

  // Opening
  // ---------------------------------------------------------------------------------------------------------

  /**
   * Opens a project, a layout, a photograph, a model, or a picture made by Tessera with everything
   * it was made from.
   */
  public void open(Path file) {
    String name = String.valueOf(file.getFileName());
    work.run(
        "open",
        () ->
            files.open(
                file,
                palette.paletteProperty().get(),
                render.catalog().inputProperty().get().kind()),
        opened -> {
          switch (opened) {
            case OpenedFiles.AProject p -> {
              projects.whenSaved(
                  () -> {
                    projects.open(p.project(), file);
                    if (!p.lost().isEmpty()) {
                      work.problem().set(texts.get("open.lost", name, String.join(", ", p.lost())));
                    }
                  });
              return;
            }
            case OpenedFiles.AModel m -> {
              takeModel(m.weights());
              return;
            }
            case OpenedFiles.APicture p -> {
              adopt(p.request().condition(), texts.get("step.open", name));
              render.adopt(p.request(), p.state(), p.image());
            }
            case OpenedFiles.ALayout l -> {
              document.replaceLayout(texts.get("step.open", name), l.map());
            }
            case OpenedFiles.AForeignLayout f -> {
              ask(f.file(), palette.idProperty().get(), () -> {});
              return; // it has its name once it is mapped
            }
            case OpenedFiles.APlane p -> {
              inputs.planes().open(p.kind(), new PlaneViewModel.Import(name, p.map()));
              return; // a part of the document
            }
            case OpenedFiles.Figures f -> {
              inputs.figures().take(f.file(), name);
              return; // a part of the document
            }
            case OpenedFiles.APalette p -> {
              takePalette(p.file());
              return; // a tool, not the document
            }
            case OpenedFiles.APhotograph p -> {
              openPhotograph(p.image(), name);
              return; // a part of the document
            }
          }
          projects.name(name);
          preferences.opened(file);
        });
  }

  /** Takes what a picture was made from into the document, which gets its size. */
  private void adopt(Condition condition, String step) {
    switch (condition) {
      case Condition.Layout layout -> document.replaceLayout(step, layout.map());
      case Condition.Plane plane ->
          document.replacePlane(step, plane.kind(), plane.kind().plane().layer(plane.map()));
      case Condition.Figures f -> document.replaceFigures(step, f.poses(), f.width(), f.height());
      case Condition.ClassLabel c -> {} // among the settings
      case Condition.Objects o ->
          document
              .objects()
              .replace(
                  step,
                  o.objects().stream()
                      .map(x -> PlacedObject.of(x, document.width(), document.height()))
                      .toList());
      case Condition.None n -> {}
    }
  }

  private void takeModel(Path weights) {
    work.run(
        "model",
        () -> ModelImport.take(weights, models),
        name ->
            render.catalog().refresh().thenRun(() -> render.settings().modelProperty().set(name)));
  }

  private void takePalette(Path file) {
    work.run("open", () -> palette.palettes().take(file), this::choosePalette);
  }

  /** Takes a palette; what is wrong with its file is told. */
  public void choosePalette(String id) {
    try {
      palette.use(id);
    } catch (InputException e) {
      work.tell(e);
    }
  }

  /** Writes the palette, to be edited and opened under another name. */
  public void savePalette(Path file) {
    Palette now = palette.paletteProperty().get();
    work.run("export", () -> Palettes.write(now, file));
  }

  /** The network that depth was told with last, where its file is still there. */
  public Optional<Path> depthNetwork() {
    return Optional.of(preferences.text(DEPTH_NETWORK, ""))
        .filter(text -> !text.isEmpty())
        .map(Path::of)
        .filter(Files::exists);
  }

  /**
   * Puts what the chosen model is told on its layer, as found in the photograph without a network.
   *
   * @return false where that takes a network
   */
  public boolean findPlane() {
    ConditionKind kind = canvas.planeKindProperty().get();
    if (kind.plane().ofPicture().isEmpty()) {
      return false;
    }
    RgbImage photograph = document.photographProperty().get();
    if (photograph == null) {
      work.tell(new InputException(texts.get("problem.no-photograph")));
      return true;
    }
    work.run(
        "depth",
        () -> inputs.planes().found(kind, photograph),
        map -> map.ifPresent(inputs.planes()::take));
    return true;
  }

  /** Puts the photograph's depth, as a network of the artist's tells it, on the depth layer. */
  public void estimateDepth(Path network) {
    RgbImage photograph = document.photographProperty().get();
    if (photograph == null) {
      work.tell(new InputException(texts.get("problem.no-photograph")));
      return;
    }
    work.run(
        "depth",
        () -> inputs.planes().estimated(network, photograph),
        nearness -> {
          preferences.put(DEPTH_NETWORK, network.toAbsolutePath().toString());
          inputs.planes().take(nearness);
        });
  }

  /**
   * Shows a photograph at its own size, or as large as pictures are made well. The layout over it
   * is left open, so that a hole in it follows what is around, until the artist paints there.
   */
  private void openPhotograph(RgbImage image, String name) {
    int cell = Math.max(16, render.catalog().inputProperty().get().cell());
    work.run(
        "open",
        () -> Pixels.fitted(image, LONGEST_PHOTOGRAPH, cell),
        fitted -> {
          int w = fitted.width();
          int h = fitted.height();
          boolean open = palette.paletteProperty().get().of(LabelMap.UNLABELLED).isPresent();
          document.open(
              texts.get("step.photograph", name),
              fitted,
              open
                  ? LabelMap.filled(w, h, LabelMap.UNLABELLED)
                  : document.layout().snapshot().resized(w, h));
          render.leavePicture();
          canvas.photographState().visibleProperty().set(true);
          canvas.photographState().opacityProperty().set(1);
          // What cannot be left open would hide it; painting on a layer shows it again.
          canvas.layoutState().visibleProperty().set(open && isOnLayout());
          canvas.planeState().visibleProperty().set(false);
          boolean whole = w == image.width() && h == image.height();
          render.say(
              whole ? "status.photograph" : "status.photograph.fitted",
              name,
              w,
              h,
              image.width(),
              image.height());
        });
  }

  private boolean isOnLayout() {
    return render.catalog().inputProperty().get().kind() == ConditionKind.LAYOUT;
  }

  /** Asks what the values of a label map mean, if the file belongs to another palette. */
  public void askMapping(LabelImport file, String from) {
    Mapping asked = mapping.get();
    ask(file, from, asked == null ? () -> {} : asked.givenUp());
  }

  private void ask(LabelImport file, String from, Runnable givenUp) {
    mapping.set(
        new Mapping(
            file,
            from,
            LabelMapping.suggest(
                file,
                palette.palettes().get(from),
                palette.paletteProperty().get(),
                preferences.mapping(mappingKey(from))),
            givenUp));
  }

  /** The artist does not say what the values mean: everything stays as it was before. */
  public void giveUpMapping(Mapping asked) {
    if (asked.equals(mapping.get())) {
      mapping.set(null);
      asked.givenUp().run();
    }
  }

  private String mappingKey(String from) {
    return MAPPING + from + "." + palette.idProperty().get();
  }

  /** Opens a label map by the artist's mapping, and remembers it. */
  public void applyMapping(Map<Integer, Integer> chosen) {
    Mapping asked = mapping.get();
    mapping.set(null);
    if (asked != null) {
      document.replaceLayout(texts.get("step.open", asked.file().name()), asked.file().map(chosen));
      projects.name(asked.file().name());
      Map<Integer, Integer> all = preferences.mapping(mappingKey(asked.from()));
      all.putAll(chosen);
      preferences.put(mappingKey(asked.from()), all);
    }
  }

  /** What the artist is asked about a label map; null for nothing. */
  public ObjectProperty<@Nullable Mapping> mappingProperty() {
    return mapping;
  }

  /** The document as a file. */
  public Projects projects() {
    return projects;
  }

  /** Writes what is on the canvas for others. */
  public Exports exports() {
    return exports;
  }

  // The document
  // ---------------------------------------------------------------------------------------------------------

  /** Another size for the document; everything is scaled to it, and undo takes it back. */
  public void resize(int width, int height) {
    document.resize(texts.get("step.resize"), width, height);
  }

  /** Another frame around the picture: crops or extends. */
  public void reframe(int left, int top, int width, int height) {
    document.reframe(texts.get("step.reframe"), left, top, width, height);
  }

  /** An empty layout: everything is the first material. */
  public void clear() {
    int first = palette.paletteProperty().get().materials().getFirst().label();
    document.replaceLayout(
        texts.get("step.new"), LabelMap.filled(document.width(), document.height(), first));
    projects.forget();
  }

  /** Says nothing of any place: the whole layout is left to the model. */
  public void leaveOpen() {
    document.replaceLayout(
        texts.get("step.leave-open"),
        LabelMap.filled(document.width(), document.height(), LabelMap.UNLABELLED));
  }

  /** A bundled layout at the document's size, and the mood that suits it. */
  public void sample(Assets.Sample sample) {
    int w = document.width();
    int h = document.height();
    work.run(
        "sample",
        () -> Assets.layout(sample).resized(w, h),
        layout -> {
          document.replaceLayout(texts.get("step.sample"), layout);
          render.settings().moodProperty().set(sample.mood());
        });
  }

  /** Something plausible in place of what the chosen model takes: a layout, depth, or figures. */
  public void surprise() {
    int w = document.width();
    int h = document.height();
    long seed = surprises.roll();
    boolean people = render.catalog().inputProperty().get().kind() == ConditionKind.POSE;
    String step = texts.get("step.surprise");
    work.run(
        "surprise",
        () -> surprises.draw(seed, w, h, people),
        scene -> {
          ConditionKind kind = render.catalog().inputProperty().get().kind();
          switch (kind.form()) {
            case PLANE ->
                document
                    .plane(kind)
                    .replace(
                        step,
                        kind.plane()
                            .layer(Objects.requireNonNull(scene.planes().get(kind)))
                            .resized(w, h));
            case FIGURES ->
                document
                    .figures()
                    .replace(
                        step,
                        scene.figures().stream()
                            .map(
                                p ->
                                    p.scaled(
                                        (float) w / scene.labels().width(),
                                        (float) h / scene.labels().height()))
                            .toList());
            default -> document.replaceLayout(step, scene.labels().resized(w, h));
          }
        });
  }

  /**
   * Fills what is masked: of the picture on the canvas, or of the photograph where there is no
   * picture.
   */
  public void complete() {
    RenderedPicture shown = render.gallery().shownProperty().get();
    RgbImage photograph = document.photographProperty().get();
    LabelMap mask = document.mask().snapshot();
    if (mask.histogram()[0] == mask.labels().length) {
      work.tell(new InputException(texts.get("problem.no-mask")));
    } else if (shown != null
        && shown.image().width() == document.width()
        && shown.image().height() == document.height()) {
      canvas.maskState().visibleProperty().set(false); // what it hides is what the artist waits for
      render.complete(shown.image(), shown.state(), mask);
    } else if (photograph != null) {
      canvas.maskState().visibleProperty().set(false);
      render.complete(photograph, null, mask);
    } else {
      work.tell(new InputException(texts.get("problem.no-source")));
    }
  }

  /** Masks the lower half, as the paper's completions do. */
  public void maskHalf() {
    LabelMap half = document.mask().snapshot();
    java.util.Arrays.fill(
        half.labels(),
        half.height() / 2 * half.width(),
        half.labels().length,
        (byte) Document.MASKED);
    document.mask().replace(texts.get("step.mask-half"), half);
  }

  /** Nothing is masked any more. */
  public void clearMask() {
    document
        .mask()
        .replace(
            texts.get("step.clear-mask"), LabelMap.filled(document.width(), document.height(), 0));
  }

  /** Masks what a picture has bright, stretched to the document. */
  public void openMask(Path file) {
    String name = String.valueOf(file.getFileName());
    work.run(
        "open",
        () -> MaskFile.read(file),
        mask -> {
          LabelMap map = mask.resized(document.width(), document.height());
          for (int i = 0; i < map.labels().length; i++) {
            map.labels()[i] = (byte) (map.labels()[i] == 0 ? 0 : Document.MASKED);
          }
          document.mask().replace(texts.get("step.open", name), map);
          canvas.maskState().visibleProperty().set(true);
        });
  }

  /** Writes what an import's values mean, for the command line and for others. */
  public void saveLabels(LabelTable table, Path file) {
    Palette to = palette.paletteProperty().get();
    work.run("export", () -> table.write(file, to));
  }

  /** Takes a picture of another program as the photograph. */
  public void paste(RgbImage image) {
    openPhotograph(image, texts.get("paste.name"));
  }

  /** What is masked is not, and the other way round. */
  public void invertMask() {
    byte[] mask = document.mask().snapshot().labels();
    for (int i = 0; i < mask.length; i++) {
      mask[i] = (byte) (mask[i] == 0 ? Document.MASKED : 0);
    }
    document
        .mask()
        .replace(
            texts.get("step.invert-mask"), new LabelMap(document.width(), document.height(), mask));
  }

  /** Shows the window in another language. */
  public void speak(Locale language) {
    texts.languageProperty().set(language);
    preferences.put("language", language.getLanguage());
  }

  public Document document() {
    return document;
  }

  public Inputs inputs() {
    return inputs;
  }

  /** Writes the figures for other programs, as OpenPose's JSON. */
  public void saveFigures(Path file) {
    OpenPose figures = inputs.figures().file();
    work.run("export", () -> figures.write(file));
  }

  /** Memory in use, as it was last looked at. */
  ObjectProperty<MemoryUse> memoryProperty() {
    return memory;
  }

  /** What is done in the background, in the artist's words. */
  public ObservableList<BackgroundJob> jobs() {
    return shownJobs;
  }

  public CanvasViewModel canvas() {
    return canvas;
  }

  public PaletteViewModel palette() {
    return palette;
  }

  public RenderViewModel render() {
    return render;
  }

  public TokensViewModel tokens() {
    return tokens;
  }

  public Preferences preferences() {
    return preferences;
  }

  public Texts texts() {
    return texts;
  }

  /** Files that were opened last. */
  public List<Path> recent() {
    return preferences.recent();
  }

  public BooleanProperty darkProperty() {
    return dark;
  }

  /** Whether the window is dark when the system is. */
  public BooleanProperty followSystemProperty() {
    return followSystem;
  }

  /** From dark to light or back, whatever the system is. */
  public void flipTheme() {
    followSystem.set(false);
    dark.set(!dark.get());
  }
}
