package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.RenderRequest;
import io.tessera.app.controls.Forms;
import io.tessera.app.text.Texts;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Another size for the canvas: everything scaled to it, or another frame around the same. */
final class SizeCard extends VBox {
  private final Spinner<Integer> width;
  private final Spinner<Integer> height;
  private final GridPane anchors = new GridPane(4, 4);
  private double anchorX = 0.5;
  private double anchorY = 0.5;

  /**
   * @param cell side of a token's cell; sizes are whole numbers of them
   * @param close called when all is said
   */
  SizeCard(ShellViewModel shell, int cell, Texts texts, Runnable close) {
    super(10);
    int w = shell.document().width();
    int h = shell.document().height();
    width = spinner("new-width", texts.get("size.width"), w, cell);
    height = spinner("new-height", texts.get("size.height"), h, cell);
    ComboBox<String> presets = new ComboBox<>();
    presets.setId("size-presets");
    Sizes.PRESETS.forEach(s -> presets.getItems().add(s.toString()));
    presets.setPromptText(texts.get("size.own"));
    presets.setAccessibleText(texts.get("size.presets"));
    presets.setOnAction(
        e -> {
          int chosen = presets.getSelectionModel().getSelectedIndex();
          if (chosen >= 0) {
            Sizes.Size s = Sizes.PRESETS.get(chosen);
            width.getValueFactory().setValue(s.width());
            height.getValueFactory().setValue(s.height());
          }
        });
    width.valueProperty().subscribe(() -> showPreset(presets));
    height.valueProperty().subscribe(() -> showPreset(presets));
    showPreset(presets);
    Label hint = new Label(texts.get("size.hint", cell));
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    hint.setMaxWidth(380);
    anchors(texts);
    Button scale = new Button(texts.get("size.scale"));
    scale.setId("size-scale");
    scale.setOnAction(
        e -> {
          shell.edits().resize(snapped(width, cell), snapped(height, cell));
          close.run();
        });
    Button frame = new Button(texts.get("size.frame"));
    frame.setId("size-frame");
    frame.getStyleClass().add(Styles.ACCENT);
    frame.setDefaultButton(true);
    frame.setOnAction(
        e -> {
          int nw = snapped(width, cell);
          int nh = snapped(height, cell);
          shell
              .edits()
              .reframe(snap((w - nw) * anchorX, cell), snap((h - nh) * anchorY, cell), nw, nh);
          close.run();
        });
    HBox buttons = new HBox(8, scale, frame);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    getChildren()
        .addAll(
            Forms.row(texts.get("size.presets"), presets),
            Forms.row(texts.get("size.width"), width),
            Forms.row(texts.get("size.height"), height),
            Forms.row(texts.get("size.anchor"), anchors),
            hint,
            buttons);
  }

  private static Spinner<Integer> spinner(String id, String name, int value, int cell) {
    Spinner<Integer> s = new Spinner<>(cell, RenderRequest.LONGEST, value, cell);
    s.setId(id);
    s.setEditable(true);
    s.setAccessibleText(name);
    s.setMaxWidth(Double.MAX_VALUE);
    return s;
  }

  private static int snapped(Spinner<Integer> s, int cell) {
    int value = s.getValue();
    return Math.clamp(Math.round((float) value / cell) * (long) cell, cell, RenderRequest.LONGEST);
  }

  private static int snap(double value, int cell) {
    return (int) Math.round(value / cell) * cell;
  }

  /** The preset that the numbers are, if they are one. */
  private void showPreset(ComboBox<String> presets) {
    int place = Sizes.PRESETS.indexOf(new Sizes.Size(width.getValue(), height.getValue()));
    if (place >= 0) {
      presets.getSelectionModel().select(place);
    } else {
      presets.getSelectionModel().clearSelection();
    }
  }

  /** Which part of the picture stays where it is. */
  private void anchors(Texts texts) {
    for (int i = 0; i < 9; i++) {
      double x = i % 3 / 2.0;
      double y = i / 3 / 2.0;
      Button b = new Button();
      b.setId("anchor-" + i);
      b.getStyleClass().addAll("anchor", Styles.SMALL);
      b.setAccessibleText(texts.get("size.anchor") + " " + (i + 1));
      b.setOnAction(
          e -> {
            anchorX = x;
            anchorY = y;
            mark();
          });
      anchors.add(b, i % 3, i / 3);
    }
    mark();
  }

  private void mark() {
    int chosen = (int) (anchorY * 2) * 3 + (int) (anchorX * 2);
    for (int i = 0; i < 9; i++) {
      var styles = anchors.getChildren().get(i).getStyleClass();
      styles.remove(Styles.ACCENT);
      if (i == chosen) {
        styles.add(Styles.ACCENT);
      }
    }
  }
}
