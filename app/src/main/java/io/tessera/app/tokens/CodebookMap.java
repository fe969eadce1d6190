package io.tessera.app.tokens;

import io.tessera.api.CodebookPatches;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.image.Image;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/**
 * The codebook as a map: every entry's patch where its two principal components put it, what is
 * used in the picture over what is not. A click chooses the nearest entry.
 */
final class CodebookMap extends Pane {
  private static final double BORDER = 8;
  private static final double LARGE = 12;
  private static final double SMALL = 5;
  private static final int MANY = 2000;

  private final TokensViewModel model;
  private final Canvas canvas = new Canvas();
  private @Nullable Image atlas;
  private int atlasColumns = 1;

  CodebookMap(TokensViewModel model, String name) {
    this.model = model;
    setId("codebook-map");
    setAccessibleText(name);
    getStyleClass().add("codebook-map");
    setMinHeight(0);
    getChildren().add(canvas);
    widthProperty().subscribe(w -> draw());
    heightProperty().subscribe(h -> draw());
    model.codebook().planeProperty().subscribe(p -> draw());
    model.codebook().entryProperty().subscribe(e -> draw());
    model.codebook().summaryProperty().subscribe(s -> draw());
    visibleProperty().subscribe(v -> draw());
    setOnMousePressed(
        e -> {
          int nearest = nearest(e.getX(), e.getY());
          if (nearest >= 0) {
            model.codebook().entryProperty().set(nearest);
          }
        });
  }

  /**
   * @param image all patches
   * @param columns patches in a row of it
   */
  void paint(@Nullable Image image, int columns) {
    atlas = image;
    atlasColumns = columns;
    draw();
  }

  private void draw() {
    float[] xy = model.codebook().planeProperty().get();
    CodebookPatches book = model.codebook().patchesProperty().get();
    canvas.setWidth(getWidth());
    canvas.setHeight(getHeight());
    GraphicsContext g = canvas.getGraphicsContext2D();
    g.clearRect(0, 0, getWidth(), getHeight());
    if (!isVisible() || xy == null || book == null || atlas == null || getWidth() < 10) {
      return;
    }
    for (boolean used : new boolean[] {false, true}) {
      for (int e = 0; e < xy.length / 2; e++) {
        if (model.codebook().count(e) > 0 == used) {
          patch(g, book, xy, e, used);
        }
      }
    }
    int chosen = model.codebook().entryProperty().get();
    if (chosen >= 0 && chosen < xy.length / 2) {
      double size = LARGE + 6;
      g.setStroke(Color.WHITE);
      g.setLineWidth(2);
      g.strokeRect(x(xy, chosen) - size / 2, y(xy, chosen) - size / 2, size, size);
      patch(g, book, xy, chosen, true);
    }
  }

  private void patch(GraphicsContext g, CodebookPatches book, float[] xy, int e, boolean used) {
    double size = used ? xy.length / 2 > MANY ? SMALL + 2 : LARGE : SMALL;
    int side = book.side();
    g.setGlobalAlpha(used ? 1 : 0.35);
    g.drawImage(
        atlas,
        e % atlasColumns * side,
        e / atlasColumns * side,
        side,
        side,
        x(xy, e) - size / 2,
        y(xy, e) - size / 2,
        size,
        size);
    g.setGlobalAlpha(1);
  }

  private double x(float[] xy, int e) {
    return BORDER + xy[2 * e] * (getWidth() - 2 * BORDER);
  }

  private double y(float[] xy, int e) {
    return BORDER + (1 - xy[2 * e + 1]) * (getHeight() - 2 * BORDER);
  }

  private int nearest(double x, double y) {
    float[] xy = model.codebook().planeProperty().get();
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int e = 0; xy != null && e < xy.length / 2; e++) {
      double d = Math.hypot(x(xy, e) - x, y(xy, e) - y);
      if (d < least) {
        least = d;
        best = e;
      }
    }
    return best;
  }
}
