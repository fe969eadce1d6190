package io.tessera.app.inputs;

import atlantafx.base.theme.Styles;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.image.ImageView;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Polygon;
import javafx.util.Duration;
import org.kordamp.ikonli.javafx.FontIcon;

/** How near the brush paints, and the depth as a relief with its histogram. */
public final class DepthPanel extends VBox {
  private static final double WIDTH = 276;
  private static final double BARS_HEIGHT = 34;

  private final DepthViewModel model;
  private final Texts texts;

  /**
   * @param seen whether the panel is looked at: only then is the relief kept up to date
   * @param open asks for a file and opens it
   * @param estimate puts the photograph's depth on the layer
   */
  public DepthPanel(
      DepthViewModel model,
      Texts texts,
      ObservableValue<Boolean> seen,
      Runnable open,
      Runnable estimate) {
    super(8);
    this.model = model;
    this.texts = texts;
    setId("depth-panel");
    getChildren()
        .addAll(
            relief(),
            histogram(),
            Forms.row(
                texts.get("depth.nearness"),
                Forms.slider(
                    "nearness",
                    texts.get("depth.nearness.hint"),
                    model.canvas().nearnessProperty(),
                    0,
                    255,
                    "%.0f")),
            Forms.row(
                texts.get("depth.gradient-end"),
                Forms.slider(
                    "gradient-end",
                    texts.get("depth.gradient-end.hint"),
                    model.canvas().gradientEndProperty(),
                    0,
                    255,
                    "%.0f")),
            buttons(open, estimate));
    Timeline clock = new Timeline(new KeyFrame(Duration.millis(200), e -> model.refresh()));
    clock.setCycleCount(Timeline.INDEFINITE);
    Runnable run =
        () -> {
          if (getScene() != null && seen.getValue()) {
            model.refresh();
            clock.play();
          } else {
            clock.stop();
          }
        };
    seen.subscribe(run);
    sceneProperty().subscribe(run);
  }

  private Node relief() {
    ImageView view = new ImageView();
    view.setId("relief");
    view.setPreserveRatio(true);
    view.setFitWidth(WIDTH);
    view.setFitHeight(190);
    view.setAccessibleText(texts.get("depth.relief"));
    Tooltip.install(view, new Tooltip(texts.get("depth.relief")));
    model.reliefProperty().subscribe(r -> view.setImage(r == null ? null : Forms.image(r)));
    return view;
  }

  private Node histogram() {
    Polygon bars = new Polygon();
    bars.setId("depth-histogram");
    bars.getStyleClass().add("histogram");
    model
        .histogramProperty()
        .subscribe(
            counts -> {
              int most = 1;
              for (int c : counts) {
                most = Math.max(most, c);
              }
              bars.getPoints().setAll(0.0, BARS_HEIGHT);
              for (int k = 0; k < counts.length; k++) {
                // Roots, so that small shares show beside a large sky.
                double top = BARS_HEIGHT * (1 - Math.sqrt((double) counts[k] / most));
                bars.getPoints().addAll(WIDTH * k / counts.length, top);
                bars.getPoints().addAll(WIDTH * (k + 1) / counts.length, top);
              }
              bars.getPoints().addAll(WIDTH, BARS_HEIGHT);
            });
    return bars;
  }

  private Node buttons(Runnable open, Runnable estimate) {
    FlowPane row = new FlowPane(4, 4);
    row.getChildren()
        .addAll(
            button("open-depth", "fth-folder", open),
            button("estimate-depth", "fth-camera", estimate),
            button("invert-depth", "fth-repeat", model::invert),
            button("smooth-depth", "fth-wind", model::smooth),
            button("stretch-depth", "fth-maximize-2", model::stretch));
    return row;
  }

  private Button button(String id, String icon, Runnable run) {
    Button button = new Button(texts.get("depth." + id), new FontIcon(icon));
    button.setId(id);
    button.getStyleClass().add(Styles.SMALL);
    button.setTooltip(new Tooltip(texts.get("depth." + id + ".hint")));
    button.setOnAction(e -> run.run());
    return button;
  }
}
