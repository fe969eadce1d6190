package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.canvas.ActiveLayer;
import io.tessera.app.canvas.CanvasView;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Tool;
import io.tessera.app.controls.Forms;
import io.tessera.app.render.Gallery;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.render.RequestDifference;
import io.tessera.app.text.Texts;
import io.tessera.app.tokens.Coloring;
import io.tessera.app.tokens.HoverBubble;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.javafx.FontIcon;

/**
 * The canvas with what floats over it: layout–picture slider, size and zoom, brush, and what went
 * wrong.
 */
final class CanvasPane extends StackPane {
  /** Width at which three boxes fit beside one another. */
  private static final double ROOM_FOR_THREE = 900;

  private final Texts texts;

  CanvasPane(ShellViewModel shell, CanvasView view) {
    getStyleClass().add("canvas-pane");
    this.texts = shell.texts();
    HBox blend = blend(shell.canvas());
    HBox size = size(shell, view);
    HBox brush = brush(shell.canvas());
    HBox problem = problem(shell.render());
    StackPane.setAlignment(blend, Pos.TOP_LEFT);
    StackPane.setAlignment(size, Pos.TOP_RIGHT);
    StackPane.setAlignment(brush, Pos.BOTTOM_LEFT);
    StackPane.setAlignment(problem, Pos.BOTTOM_CENTER);
    HBox coloring = coloring(shell);
    HBox differences = differences(shell.render().gallery());
    StackPane.setAlignment(differences, Pos.BOTTOM_RIGHT);
    StackPane.setAlignment(coloring, Pos.TOP_CENTER);
    // Between the other two where there is room, else below them.
    widthProperty()
        .subscribe(
            width ->
                StackPane.setMargin(
                    coloring, new Insets(width.doubleValue() < ROOM_FOR_THREE ? 42 : 0, 0, 0, 0)));
    HoverBubble bubble = new HoverBubble(shell.tokens(), texts);
    new TokensOnCanvas(shell, view, bubble);
    PictureBeside beside = new PictureBeside(shell.canvas(), view, texts.get("layer.picture"));
    HBox views = new HBox(2, view, beside);
    for (Region half : new Region[] {view, beside}) {
      HBox.setHgrow(half, Priority.ALWAYS);
      half.setPrefWidth(100); // both the same width, whatever there is to share
      half.setMinWidth(0);
    }
    getChildren().addAll(views, blend, size, brush, coloring, differences, problem, bubble);
    setMinSize(200, 200);
  }

  private static HBox floating(String id) {
    HBox box = new HBox(8);
    box.setId(id);
    box.setAlignment(Pos.CENTER_LEFT);
    box.getStyleClass().add("floating");
    box.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
    return box;
  }

  /** What the two compared pictures were asked for differently: left, right. */
  private HBox differences(Gallery gallery) {
    Label text = new Label();
    text.setId("differences");
    HBox box = floating("difference-box");
    box.getChildren().add(text);
    Runnable tell =
        () -> {
          RenderedPicture left = gallery.shownProperty().get();
          RenderedPicture right = gallery.comparedProperty().get();
          box.setVisible(left != null && right != null);
          if (left != null && right != null) {
            var lines = RequestDifference.between(left.request(), right.request());
            text.setText(
                lines.isEmpty()
                    ? texts.get("gallery.same")
                    : lines.stream()
                        .map(
                            l ->
                                l.first().isEmpty()
                                    ? texts.get(l.key()) + " " + l.second()
                                    : texts.get(l.key()) + " " + l.first() + " | " + l.second())
                        .collect(Collectors.joining("  ·  ")));
          }
        };
    gallery.shownProperty().subscribe(tell);
    gallery.comparedProperty().subscribe(tell);
    tell.run();
    return box;
  }

  /** What the tokens' colours tell. */
  private HBox coloring(ShellViewModel shell) {
    HBox box = floating("coloring-box");
    box.getChildren()
        .addAll(
            new Label(texts.get("tokens.coloring")),
            Forms.segments(
                "coloring",
                Coloring.values(),
                shell.tokens().coloringProperty(),
                c -> texts.get("tokens.coloring." + c.name().toLowerCase(Locale.ROOT)),
                c -> texts.get("tokens.coloring." + c.name().toLowerCase(Locale.ROOT) + ".hint"),
                c -> c.name().toLowerCase(Locale.ROOT)));
    box.visibleProperty().bind(shell.tokens().activeProperty());
    return box;
  }

  private HBox blend(CanvasViewModel canvas) {
    Slider slider = new Slider(0, 1, 1);
    slider.setId("opacity");
    slider.getStyleClass().add(Styles.SMALL);
    slider.setAccessibleText(texts.get("canvas.blend"));
    slider.valueProperty().bindBidirectional(canvas.pictureState().opacityProperty());
    slider.setPrefWidth(120);
    HBox box = floating("blend");
    box.getChildren()
        .addAll(
            new Label(texts.get("layer.layout")), slider, new Label(texts.get("layer.picture")));
    box.visibleProperty().bind(canvas.hasPictureProperty().and(canvas.besideProperty().not()));
    return box;
  }

  private static HBox size(ShellViewModel shell, CanvasView view) {
    Label label = new Label();
    label.setId("size-and-zoom");
    var document = shell.document();
    label
        .textProperty()
        .bind(
            Bindings.createStringBinding(
                () ->
                    String.format(
                        Locale.ROOT,
                        "%d × %d  ·  %.0f %%",
                        document.width(),
                        document.height(),
                        view.zoomProperty().get() * 100),
                view.zoomProperty(),
                shell.canvas().layoutImageProperty()));
    HBox box = floating("size-box");
    box.getChildren().add(label);
    box.setMouseTransparent(true);
    return box;
  }

  private HBox brush(CanvasViewModel canvas) {
    Label text = new Label();
    text.textProperty()
        .bind(
            Bindings.createStringBinding(
                () ->
                    texts.get(
                        "hint." + canvas.toolProperty().get().id(),
                        Math.round(canvas.brushSizeProperty().get())),
                canvas.toolProperty(),
                canvas.brushSizeProperty()));
    Slider slider =
        new Slider(CanvasViewModel.SMALLEST_BRUSH, CanvasViewModel.LARGEST_BRUSH / 2, 64);
    slider.setId("brush-size");
    slider.getStyleClass().add(Styles.SMALL);
    slider.setPrefWidth(90);
    slider.setAccessibleText(texts.get("brush.size"));
    slider.valueProperty().bindBidirectional(canvas.brushSizeProperty());
    var paints =
        canvas
            .toolProperty()
            .isEqualTo(Tool.BRUSH)
            .or(canvas.toolProperty().isEqualTo(Tool.ERASER));
    slider.visibleProperty().bind(paints);
    slider.managedProperty().bind(paints);
    CheckBox everywhere = new CheckBox(texts.get("fill.everywhere"));
    everywhere.setId("fill-everywhere");
    everywhere.selectedProperty().bindBidirectional(canvas.fillEverywhereProperty());
    everywhere.visibleProperty().bind(canvas.toolProperty().isEqualTo(Tool.FILL));
    everywhere.managedProperty().bind(everywhere.visibleProperty());
    Label mask = new Label(texts.get("hint.mask"));
    mask.getStyleClass().add("on-mask");
    mask.visibleProperty().bind(canvas.activeProperty().isEqualTo(ActiveLayer.MASK));
    mask.managedProperty().bind(mask.visibleProperty());
    HBox box = floating("brush-box");
    box.getChildren().addAll(mask, slider, everywhere, text);
    return box;
  }

  private HBox problem(RenderViewModel render) {
    Label text = new Label();
    text.setId("problem");
    text.setWrapText(true);
    text.textProperty()
        .bind(
            Bindings.createStringBinding(
                () -> java.util.Objects.requireNonNullElse(render.problemProperty().get(), ""),
                render.problemProperty()));
    HBox.setHgrow(text, Priority.ALWAYS);
    Button close = new Button(null, new FontIcon("fth-x"));
    close.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT, Styles.SMALL);
    close.setAccessibleText(texts.get("overlay.close"));
    close.setOnAction(e -> render.problemProperty().set(null));
    HBox box = floating("problem-box");
    box.getStyleClass().add("problem");
    box.setMaxWidth(620);
    box.getChildren().addAll(new FontIcon("fth-alert-triangle"), text, close);
    box.visibleProperty().bind(Bindings.isNotNull(render.problemProperty()));
    box.managedProperty().bind(box.visibleProperty());
    return box;
  }
}
