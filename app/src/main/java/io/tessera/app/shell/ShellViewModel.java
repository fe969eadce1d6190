package io.tessera.app.shell;

import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Tool;
import io.tessera.app.document.Document;
import io.tessera.app.document.Pixels;
import io.tessera.app.document.Project;
import io.tessera.app.document.Project.SavedPicture;
import io.tessera.app.document.ProjectFile;
import io.tessera.app.document.Recovery;
import io.tessera.app.palette.LabelImport;
import io.tessera.app.palette.LabelMapping;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.settings.ModelImport;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import io.tessera.app.tokens.TokensViewModel;
import io.tessera.assets.Assets;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.Condition;
import io.tessera.engine.training.scene.SceneGenerator;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** What the window as a whole can do: files, sizes, the theme. Holds the other view models. */
public final class ShellViewModel {
  private static final String MAPPING = "mapping.";

  private final Document document;
  private final CanvasViewModel canvas;
  private final PaletteViewModel palette;
  private final RenderViewModel render;
  private final TokensViewModel tokens;
  private final OpenedFiles files;
  private final Preferences preferences;
  private final Texts texts;
  private final FileWork work;
  private final Exports exports;
  private final Path models;
  private final RandomGenerator dice;
  private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper();
  private final ReadOnlyBooleanWrapper unsaved = new ReadOnlyBooleanWrapper();
  private final BooleanProperty dark = new SimpleBooleanProperty(true);
  private final ObjectProperty<@Nullable Runnable> waiting = new SimpleObjectProperty<>();
  private final ObjectProperty<@Nullable Mapping> mapping = new SimpleObjectProperty<>();
  private @Nullable Path projectFile;
  private Content savedContent = new Content(0, 0);

  /** Tells one state of the document from another: steps done and undone, pictures there. */
  private record Content(long changes, int pictures) {}

  /**
   * A label map whose values have to be given a meaning before it can be opened.
   *
   * @param from id of the palette that they are taken to belong to
   */
  public record Mapping(LabelImport file, String from, Map<Integer, Integer> suggestion) {}

  /**
   * @param models the folder of the artist's own models
   * @param background runs file work, off the FX thread
   * @param fx runs on the FX thread
   * @param dice chooses layouts for "surprise me"
   */
  public ShellViewModel(
      Document document,
      CanvasViewModel canvas,
      PaletteViewModel palette,
      RenderViewModel render,
      TokensViewModel tokens,
      Preferences preferences,
      Texts texts,
      Path models,
      Executor background,
      Executor fx,
      RandomGenerator dice) {
    this.document = document;
    this.canvas = canvas;
    this.palette = palette;
    this.render = render;
    this.tokens = tokens;
    this.files = new OpenedFiles();
    canvas.toolProperty().subscribe(t -> tokens.activeProperty().set(t == Tool.TOKENS));
    this.preferences = preferences;
    this.texts = texts;
    this.models = models;
    this.work = new FileWork(background, fx, render.problemProperty());
    this.exports = new Exports(document, palette, render.gallery(), work);
    this.dice = dice;
    title.set(texts.get("title.untitled"));
    document.history().names().addListener((Observable o) -> refreshUnsaved());
    render.gallery().pictures().addListener((Observable o) -> refreshUnsaved());
    savedContent = content();
    refreshUnsaved();
  }

  private Content content() {
    return new Content(document.history().changes(), render.gallery().pictures().size());
  }

  private void refreshUnsaved() {
    unsaved.set(!content().equals(savedContent));
  }

  private void saved(Content content) {
    savedContent = content;
    refreshUnsaved();
  }

  /**
   * Does something that takes the document's place, once the artist has said what becomes of it.
   */
  public void whenSaved(Runnable then) {
    if (unsaved.get()) {
      waiting.set(then);
    } else {
      then.run();
    }
  }

  /** What waits for the artist to say what becomes of unsaved work; null for nothing. */
  public ObjectProperty<@Nullable Runnable> waitingProperty() {
    return waiting;
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
        () -> files.open(file, palette.paletteProperty().get()),
        opened -> {
          switch (opened) {
            case OpenedFiles.AProject p -> {
              whenSaved(() -> openProject(p.project(), file));
              return;
            }
            case OpenedFiles.AModel m -> {
              takeModel(m.weights());
              return;
            }
            case OpenedFiles.APicture p -> {
              if (p.request().condition() instanceof Condition.Layout layout) {
                document.replaceLayout(texts.get("step.open", name), layout.map());
              }
              render.adopt(p.request(), p.state(), p.image());
            }
            case OpenedFiles.ALayout l -> {
              document.replaceLayout(texts.get("step.open", name), l.map());
            }
            case OpenedFiles.AForeignLayout f -> {
              askMapping(f.file(), palette.idProperty().get());
              return; // it has its name once it is mapped
            }
            case OpenedFiles.APhotograph p -> {
              place(p.image(), name);
              return; // a part of the document
            }
          }
          title.set(name);
          preferences.opened(file);
        });
  }

  private void openProject(Project project, Path file) {
    restore(project);
    projectFile = file;
    title.set(String.valueOf(file.getFileName()));
    preferences.opened(file);
    saved(content());
  }

  private void takeModel(Path weights) {
    work.run(
        () -> ModelImport.take(weights, models),
        name -> {
          render.catalog().refresh();
          render.settings().modelProperty().set(name);
        });
  }

  private void place(RgbImage image, String name) {
    int w = document.width();
    int h = document.height();
    work.run(
        () -> Pixels.covering(image, w, h),
        fitted -> document.place(texts.get("step.photograph", name), fitted));
  }

  /** Asks what the values of a label map mean, if the file belongs to another palette. */
  public void askMapping(LabelImport file, String from) {
    mapping.set(
        new Mapping(
            file,
            from,
            LabelMapping.suggest(
                file,
                Assets.palette(from),
                palette.paletteProperty().get(),
                preferences.mapping(mappingKey(from)))));
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
      title.set(asked.file().name());
      Map<Integer, Integer> all = preferences.mapping(mappingKey(asked.from()));
      all.putAll(chosen);
      preferences.put(mappingKey(asked.from()), all);
    }
  }

  /** What the artist is asked about a label map; null for nothing. */
  public ObjectProperty<@Nullable Mapping> mappingProperty() {
    return mapping;
  }

  // Projects
  // ---------------------------------------------------------------------------------------------------------

  /** All that a project file holds, as it is now. */
  public Project project() {
    RenderedPicture shown = render.gallery().shownProperty().get();
    return new Project(
        document.layout().snapshot(),
        document.mask().snapshot(),
        document.photographProperty().get(),
        palette.idProperty().get(),
        render.settings().save(),
        render.gallery().pictures().stream().map(ShellViewModel::saved).toList(),
        shown == null ? 0 : shown.number());
  }

  static SavedPicture saved(RenderedPicture p) {
    return new SavedPicture(
        p.number(), p.request(), p.state(), p.image(), p.bits(), p.favouriteProperty().get());
  }

  /** Puts a project in place of the document. */
  public void restore(Project project) {
    palette.use(project.palette());
    document.replaceLayout(texts.get("step.open-project"), project.layout());
    document.mask().replace(texts.get("step.open-project"), project.mask());
    if (!java.util.Objects.equals(document.photographProperty().get(), project.photograph())) {
      document.place(texts.get("step.open-project"), project.photograph());
    }
    document.history().clear();
    render.settings().load(project.settings());
    render.gallery().clear();
    for (SavedPicture p : project.pictures().reversed()) {
      double bits = Double.isNaN(p.bits()) ? RenderViewModel.bits(p.state()) : p.bits();
      RenderedPicture picture =
          new RenderedPicture(p.number(), p.request(), p.state(), p.image(), bits, 0, false);
      picture.favouriteProperty().set(p.favourite());
      render.gallery().add(picture);
      if (p.number() == project.shown()) {
        render.show(picture);
      }
    }
  }

  /** Goes on with what another run of the program has left behind. */
  public void recover(Recovery.Left left) {
    restore(left.project());
    title.set(texts.get("title.recovered"));
    saved(new Content(-1, 0));
    if (left.render() != null) {
      render.resume(left.render());
    }
  }

  /** The file that saving writes to; null before the first time. */
  public @Nullable Path projectFile() {
    return projectFile;
  }

  public void saveProject(Path file) {
    saveProject(file, () -> {});
  }

  /**
   * @param then done once it is written
   */
  public void saveProject(Path file, Runnable then) {
    Project project = project();
    Content content = content(); // what is painted while it is written is not in it
    work.run(
        () -> {
          ProjectFile.write(project, file);
          return file;
        },
        f -> {
          projectFile = f;
          title.set(String.valueOf(f.getFileName()));
          preferences.opened(f);
          saved(content);
          then.run();
        });
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
    projectFile = null;
    title.set(texts.get("title.untitled"));
  }

  /** A plausible layout of the demo's materials in place of this one. */
  public void surprise() {
    int w = document.width();
    int h = document.height();
    long seed = dice.nextInt(1, 1_000_000);
    work.run(
        () -> SceneGenerator.scene(seed, Math.max(64, w / 2), Math.max(64, h / 2)).labels(),
        map -> document.replaceLayout(texts.get("step.surprise"), map.resized(w, h)));
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

  public ReadOnlyStringProperty titleProperty() {
    return title.getReadOnlyProperty();
  }

  /** Whether the document has changes that no project file has. */
  public ReadOnlyBooleanProperty unsavedProperty() {
    return unsaved.getReadOnlyProperty();
  }

  public BooleanProperty darkProperty() {
    return dark;
  }
}
