package io.tessera.app.shell;

import io.tessera.app.canvas.CanvasView;
import io.tessera.app.canvas.CellHandler;
import io.tessera.app.tokens.HoverBubble;
import io.tessera.app.tokens.TokensViewModel;
import io.tessera.app.tokens.TokensViewModel.Cells;
import java.util.List;
import javafx.geometry.Rectangle2D;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;

/** Shows the tokens' colours over the picture, and takes the mouse to their cells. */
final class TokensOnCanvas implements CellHandler {
  private static final int SHARP = 8;

  private final TokensViewModel tokens;
  private final ShellViewModel shell;
  private final CanvasView view;
  private final HoverBubble bubble;

  TokensOnCanvas(ShellViewModel shell, CanvasView view, HoverBubble bubble) {
    this.tokens = shell.tokens();
    this.shell = shell;
    this.view = view;
    this.bubble = bubble;
    view.setCellHandler(this);
    tokens.cellsProperty().subscribe(c -> colors());
    tokens.markedProperty().subscribe(m -> marks());
  }

  private void colors() {
    Cells c = tokens.cellsProperty().get();
    if (c == null) {
      view.showCells(null);
      return;
    }
    // Several pixels a cell, so that cells keep their edges when the picture is scaled.
    int w = c.columns() * SHARP;
    int h = c.rows() * SHARP;
    int[] argb = new int[w * h];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = c.argb()[i / w / SHARP * c.columns() + i % w / SHARP];
    }
    WritableImage image = new WritableImage(w, h);
    image.getPixelWriter().setPixels(0, 0, w, h, PixelFormat.getIntArgbInstance(), argb, 0, w);
    view.showCells(image);
    marks();
  }

  private void marks() {
    Cells c = tokens.cellsProperty().get();
    if (c == null) {
      view.showMarks(List.of());
      return;
    }
    double w = (double) shell.document().width() / c.columns();
    double h = (double) shell.document().height() / c.rows();
    view.showMarks(
        tokens.markedProperty().get().stream()
            .mapToObj(i -> new Rectangle2D(i % c.columns() * w, i / c.columns() * h, w, h))
            .toList());
  }

  private int row(double y) {
    Cells c = tokens.cellsProperty().get();
    return c == null ? -1 : (int) Math.floor(y * c.rows() / shell.document().height());
  }

  private int column(double x) {
    Cells c = tokens.cellsProperty().get();
    return c == null ? -1 : (int) Math.floor(x * c.columns() / shell.document().width());
  }

  @Override
  public void hover(double x, double y, double viewX, double viewY) {
    tokens.hover(row(y), column(x));
    bubble.moveTo(viewX, viewY, view.getWidth(), view.getHeight());
  }

  @Override
  public void press(double x, double y, boolean extend) {
    tokens.press(row(y), column(x), extend);
  }

  @Override
  public void drag(double x, double y) {
    tokens.drag(row(y), column(x));
  }

  @Override
  public void leave() {
    tokens.leave();
  }
}
