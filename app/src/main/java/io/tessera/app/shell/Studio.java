package io.tessera.app.shell;

import io.tessera.app.canvas.CanvasView;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.document.LayoutDocument;
import io.tessera.app.export.DocumentFiles;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.render.Canvas;
import io.tessera.app.render.RenderViewModel;
import io.tessera.engine.Engine;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Palette;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.torch.Torch;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javafx.geometry.Rectangle2D;

/** The composition root: one document, its view models and its view, put together. */
public final class Studio {
  private final ShellViewModel shell;
  private final ShellView view;

  /**
   * @param engine not closed here
   * @param background runs file work
   * @param fx runs on the FX thread
   */
  public Studio(
      Engine engine,
      Palette palette,
      LabelMap layout,
      Executor background,
      Executor fx,
      RandomGenerator dice) {
    LayoutDocument document = new LayoutDocument(layout);
    CanvasViewModel canvas = new CanvasViewModel(document, palette);
    canvas.labelProperty().set(palette.materials().getFirst().label());
    CanvasView canvasView = new CanvasView(canvas);
    RenderViewModel render = new RenderViewModel(engine, fx, new Target(canvas, canvasView), dice);
    render.refreshModels();
    shell =
        new ShellViewModel(
            document,
            canvas,
            new PaletteViewModel(palette, canvas.labelProperty()),
            render,
            new DocumentFiles(palette),
            background,
            fx);
    view = new ShellView(shell, canvasView, Torch::residentBytes);
  }

  public ShellViewModel viewModel() {
    return shell;
  }

  public ShellView view() {
    return view;
  }

  /** Where renders go: the picture over the layout. */
  private record Target(CanvasViewModel model, CanvasView view) implements Canvas {
    @Override
    public LabelMap layout() {
      return model.document().snapshot();
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
    public void attention(Rectangle2D window, Rectangle2D cell) {
      view.windowProperty().set(window);
      view.cellProperty().set(cell);
    }
  }
}
