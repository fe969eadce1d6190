package io.tessera.app.inputs;

import atlantafx.base.theme.Styles;
import io.tessera.api.ConditionKind;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.beans.property.IntegerProperty;
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

/**
 * What the brush paints on depth or edges, and what can be done to them; depth also as a relief
 * with its histogram.
 */
public final class PlanePanel extends VBox {
  private static final double WIDTH = 276;
  private static final double BARS_HEIGHT = 34;

  private final PlaneViewModel model;
  private final Texts texts;
  private final String id;

  /**
   * @param kind of the layer
   * @param seen whether the panel is looked at: only then is the relief kept up to date
   * @param open asks for a file and opens it
   * @param estimate puts what is found in the photograph on the layer
   */
  public PlanePanel(
      PlaneViewModel model,
      ConditionKind kind,
      Texts texts,
      ObservableValue<Boolean> seen,
      Runnable open,
      Runnable estimate) {
    super(8);
    this.model = model;
    this.texts = texts;
    this.id = kind.id();
    setId(id + "-panel");
    boolean gradual = kind.plane().gradual();
    if (gradual) {
      getChildren()
          .addAll(
              relief(),
              histogram(),
              value("nearness", model.canvas().nearnessProperty()),
              value("gradient-end", model.canvas().gradientEndProperty()));
    }
    getChildren().add(buttons(gradual, open, estimate));
    Timeline clock = new Timeline(new KeyFrame(Duration.millis(200), e -> model.refresh()));
    clock.setCycleCount(Timeline.INDEFINITE);
    Runnable run =
        () -> {
          if (gradual && getScene() != null && seen.getValue()) {
            model.refresh();
            clock.play();
          } else {
            clock.stop();
          }
        };
    seen.subscribe(run);
    sceneProperty().subscribe(run);
  }

  private Node value(String name, IntegerProperty value) {
    String key = id + "." + name;
    return Forms.row(
        texts.get(key), Forms.slider(name, texts.get(key + ".hint"), value, 0, 255, "%.0f"));
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

  private Node buttons(boolean gradual, Runnable open, Runnable estimate) {
    FlowPane row = new FlowPane(4, 4);
    row.getChildren()
        .addAll(
            button("open", "fth-folder", open),
            button("estimate", "fth-camera", estimate),
            button("invert", "fth-repeat", model::invert));
    if (gradual) {
      row.getChildren()
          .addAll(
              button("smooth", "fth-wind", model::smooth),
              button("stretch", "fth-maximize-2", model::stretch));
    }
    return row;
  }

  private Button button(String name, String icon, Runnable run) {
    String key = id + "." + name + "-" + id;
    Button button = new Button(texts.get(key), new FontIcon(icon));
    button.setId(name + "-" + id);
    button.getStyleClass().add(Styles.SMALL);
    button.setTooltip(new Tooltip(texts.get(key + ".hint")));
    button.setOnAction(e -> run.run());
    return button;
  }
}
