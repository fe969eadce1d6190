package io.tessera.app.shell;

import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.document.LayoutDocument;
import io.tessera.app.export.DocumentFiles;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.render.RenderViewModel;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the window as a whole can do: files, sizes, the theme. Holds the other view models. */
public final class ShellViewModel {
  private static final Logger LOG = LoggerFactory.getLogger(ShellViewModel.class);

  private final LayoutDocument document;
  private final CanvasViewModel canvas;
  private final PaletteViewModel palette;
  private final RenderViewModel render;
  private final DocumentFiles files;
  private final Executor background;
  private final Executor fx;
  private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper("Untitled");
  private final BooleanProperty dark = new SimpleBooleanProperty(true);

  /**
   * @param background runs file work, off the FX thread
   * @param fx runs on the FX thread
   */
  public ShellViewModel(
      LayoutDocument document,
      CanvasViewModel canvas,
      PaletteViewModel palette,
      RenderViewModel render,
      DocumentFiles files,
      Executor background,
      Executor fx) {
    this.document = document;
    this.canvas = canvas;
    this.palette = palette;
    this.render = render;
    this.files = files;
    this.background = background;
    this.fx = fx;
  }

  /** Opens a layout, or a picture made by Tessera with everything it was made from. */
  public void open(Path file) {
    later(
        () -> files.open(file),
        opened -> {
          document.replace("Open " + file.getFileName(), opened.layout());
          title.set(String.valueOf(file.getFileName()));
          if (opened.request() != null && opened.picture() != null) {
            render.restore(opened.request(), opened.picture());
            canvas.showPixels(0, 0, opened.picture());
          }
        });
  }

  public void saveLayout(Path file) {
    LabelMap map = document.snapshot();
    later(
        () -> {
          files.saveLayout(map, file);
          return file;
        },
        f -> title.set(String.valueOf(f.getFileName())));
  }

  /** Writes the last finished picture. */
  public void exportPicture(Path file) {
    RenderViewModel.Result result = render.resultProperty().get();
    if (result != null) {
      later(
          () -> {
            files.exportPicture(result.image(), result.request(), file);
            return file;
          },
          f -> {});
    }
  }

  /** Another size for the document; the layout is scaled to it, and undo takes it back. */
  public void resize(int width, int height) {
    document.replace("Resize", document.snapshot().resized(width, height));
  }

  /** An empty layout: everything is sky. */
  public void clear() {
    document.replace("New layout", LabelMap.filled(document.width(), document.height(), 0));
    title.set("Untitled");
  }

  private <T> void later(Supplier<T> work, Consumer<T> then) {
    CompletableFuture.supplyAsync(work, background)
        .whenCompleteAsync(
            (value, error) -> {
              if (error == null) {
                render.problemProperty().set(null);
                then.accept(value);
              } else {
                tell(
                    error instanceof CompletionException && error.getCause() != null
                        ? error.getCause()
                        : error);
              }
            },
            fx);
  }

  private void tell(Throwable error) {
    if (!(error instanceof InputException)) {
      LOG.error("a file could not be handled", error);
    }
    render
        .problemProperty()
        .set(error.getMessage() == null ? error.toString() : error.getMessage());
  }

  public LayoutDocument document() {
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

  public ReadOnlyStringProperty titleProperty() {
    return title.getReadOnlyProperty();
  }

  public BooleanProperty darkProperty() {
    return dark;
  }
}
