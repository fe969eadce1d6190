package io.tessera.app.inputs;

import atlantafx.base.theme.Styles;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.app.controls.Forms;
import io.tessera.app.inputs.PlaneViewModel.Import;
import io.tessera.app.inputs.PlaneViewModel.Meaning;
import io.tessera.app.text.Texts;
import java.util.Locale;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** Asks what the values of a depth file mean, and shows what would become of it. */
public final class DepthCard extends VBox {
  private static final int PREVIEW = 420;

  /** The button that takes the file. */
  public final Button take;

  private final ObjectProperty<Meaning> meaning = new SimpleObjectProperty<>(Meaning.NEARNESS);
  private final DoubleProperty low = new SimpleDoubleProperty(0);
  private final DoubleProperty high = new SimpleDoubleProperty(1);
  private final ImageView preview = new ImageView();
  private final Label problem = new Label();
  private final DepthMap small;

  public DepthCard(Import file, PlaneViewModel model, Texts texts, Runnable close) {
    super(12);
    setId("depth-card");
    int w = Math.min(PREVIEW, file.map().width());
    this.small = file.map().resized(w, Math.max(1, file.map().height() * w / file.map().width()));
    Label about =
        new Label(
            texts.get("depth.card.about", file.name(), file.map().width(), file.map().height()));
    about.setWrapText(true);
    preview.setId("depth-preview");
    preview.setPreserveRatio(true);
    preview.setFitWidth(PREVIEW);
    preview.setFitHeight(280);
    problem.getStyleClass().add(Styles.DANGER);
    problem.setWrapText(true);
    problem.managedProperty().bind(problem.textProperty().isNotEmpty());
    take = new Button(texts.get("depth.card.take"));
    take.setId("depth-take");
    take.getStyleClass().add(Styles.ACCENT);
    take.setOnAction(
        e -> {
          model.take(file, meaning.get(), low.get(), high.get());
          close.run();
        });
    Button cancel = new Button(texts.get("overlay.cancel"));
    cancel.setId("depth-cancel");
    cancel.setOnAction(e -> close.run());
    HBox buttons = new HBox(8, Forms.spacer(), cancel, take);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    getChildren()
        .addAll(
            about,
            Forms.segments(
                "meaning",
                Meaning.values(),
                meaning,
                m -> texts.get("depth.meaning." + key(m)),
                m -> texts.get("depth.meaning." + key(m) + ".hint"),
                DepthCard::key),
            preview,
            Forms.row(
                texts.get("depth.far"),
                Forms.slider("depth-low", texts.get("depth.far.hint"), low, 0, 0.95, "%.2f")),
            Forms.row(
                texts.get("depth.near"),
                Forms.slider("depth-high", texts.get("depth.near.hint"), high, 0.05, 1, "%.2f")),
            problem,
            buttons);
    meaning.subscribe(m -> show());
    low.subscribe(v -> show());
    high.subscribe(v -> show());
  }

  private void show() {
    try {
      preview.setImage(
          Forms.image(
              Relief.of(
                  PlaneViewModel.meant(small, meaning.get(), low.get(), high.get()), PREVIEW)));
      problem.setText("");
      take.setDisable(false);
    } catch (InputException e) {
      problem.setText(e.getMessage());
      take.setDisable(true);
    }
  }

  private static String key(Meaning m) {
    return m.name().toLowerCase(Locale.ROOT);
  }
}
