package io.tessera.app.shell;

import io.tessera.app.document.Document;
import io.tessera.app.document.Project;
import io.tessera.app.document.Project.SavedPicture;
import io.tessera.app.document.ProjectFile;
import io.tessera.app.document.Recovery;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.LocalizedText;
import io.tessera.app.text.Texts;
import java.nio.file.Path;
import java.util.Objects;
import javafx.beans.Observable;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * The document as a file: its name, whether it has changes that no file has, and the way of
 * everything into a project and back. Used on the FX thread, writes off it.
 */
public final class Projects {
  private final Document document;
  private final PaletteViewModel palette;
  private final RenderViewModel render;
  private final Preferences preferences;
  private final Texts texts;
  private final FileWork work;
  private final LocalizedText title;
  private final ReadOnlyBooleanWrapper unsaved = new ReadOnlyBooleanWrapper();
  private final ObjectProperty<@Nullable Runnable> waiting = new SimpleObjectProperty<>();
  private @Nullable Path file;
  private Content savedContent;

  /** Tells one state of the document from another: steps done and undone, pictures there. */
  private record Content(long changes, int pictures) {}

  Projects(
      Document document,
      PaletteViewModel palette,
      RenderViewModel render,
      Preferences preferences,
      Texts texts,
      FileWork work) {
    this.document = document;
    this.palette = palette;
    this.render = render;
    this.preferences = preferences;
    this.texts = texts;
    this.work = work;
    this.title = new LocalizedText(texts);
    title.say(() -> texts.get("title.untitled"));
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

  /** All that a project file holds, as it is now. */
  public Project project() {
    RenderedPicture shown = render.gallery().shownProperty().get();
    return new Project(
        document.layout().snapshot(),
        document.planes(),
        document.figures().items(),
        document.objects().items(),
        document.mask().snapshot(),
        document.photographProperty().get(),
        palette.idProperty().get(),
        render.settings().save(),
        render.gallery().pictures().stream().map(Projects::picture).toList(),
        shown == null ? 0 : shown.number());
  }

  /** A picture as a project file holds it. */
  static SavedPicture picture(RenderedPicture p) {
    return new SavedPicture(
        p.number(), p.request(), p.state(), p.image(), p.bits(), p.favouriteProperty().get());
  }

  /** Puts a project in place of the document. */
  public void restore(Project project) {
    String step = texts.get("step.open-project");
    palette.use(project.palette());
    document.replaceLayout(step, project.layout());
    project.planes().forEach((kind, map) -> document.plane(kind).replace(step, map));
    document.figures().replace(step, project.figures());
    document.objects().replace(step, project.objects());
    document.mask().replace(step, project.mask());
    if (!Objects.equals(document.photographProperty().get(), project.photograph())) {
      document.place(step, project.photograph());
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
    title.say(() -> texts.get("title.recovered"));
    saved(new Content(-1, 0));
    if (left.render() != null) {
      render.resume(left.render());
    }
  }

  /** Goes on with a project that was read from a file. */
  void open(Project project, Path from) {
    restore(project);
    took(from);
    saved(content());
  }

  private void took(Path from) {
    file = from;
    title.say(() -> String.valueOf(from.getFileName()));
    preferences.opened(from);
  }

  /** Calls the document after a file that is no project. */
  void name(String name) {
    title.say(() -> name);
  }

  /** The document begins anew and belongs to no file. */
  void forget() {
    file = null;
    title.say(() -> texts.get("title.untitled"));
  }

  /** The file that saving writes to; null before the first time. */
  public @Nullable Path file() {
    return file;
  }

  public void save(Path to) {
    save(to, () -> {});
  }

  /**
   * @param then done once it is written
   */
  public void save(Path to, Runnable then) {
    Project project = project();
    Content content = content(); // what is painted while it is written is not in it
    work.run(
        "save",
        () -> {
          ProjectFile.write(project, to);
          return to;
        },
        f -> {
          took(f);
          saved(content);
          then.run();
        });
  }

  /** What the document is called. */
  public ReadOnlyStringProperty titleProperty() {
    return title.lineProperty();
  }

  /** Whether the document has changes that no project file has. */
  public ReadOnlyBooleanProperty unsavedProperty() {
    return unsaved.getReadOnlyProperty();
  }
}
