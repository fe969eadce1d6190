package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.controls.Forms;
import io.tessera.app.document.Region;
import io.tessera.app.export.ImageExport.Options;
import io.tessera.app.text.Texts;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/** How a picture is exported: size, part, what is written with it. */
final class ExportCard extends VBox {
  /** The button that goes on to the file. */
  final Button go;

  private final DoubleProperty scale = new SimpleDoubleProperty(1);
  private final DoubleProperty quality = new SimpleDoubleProperty(0.92);
  private final CheckBox metadata;
  private final CheckBox sidecar;
  private final CheckBox part;
  private final Optional<Region> masked;

  /**
   * @param width of the picture
   * @param height of the picture
   * @param masked the box around what is masked, if anything is
   * @param export takes what was chosen
   */
  ExportCard(
      int width,
      int height,
      Optional<Region> masked,
      Texts texts,
      Consumer<Options> export,
      Runnable close) {
    super(10);
    this.masked = masked;
    setId("export-card");
    Label size = new Label();
    size.setId("export-size");
    part = new CheckBox(texts.get("export.masked"));
    part.setId("export-masked");
    part.setDisable(masked.isEmpty());
    size.textProperty()
        .bind(
            Bindings.createStringBinding(
                () -> {
                  Region r = region().orElse(new Region(0, 0, width, height));
                  return texts.get(
                      "export.size",
                      Math.max(1, Math.round(r.width() * scale.get())),
                      Math.max(1, Math.round(r.height() * scale.get())));
                },
                scale,
                part.selectedProperty()));
    metadata = new CheckBox(texts.get("export.metadata"));
    metadata.setId("export-metadata");
    metadata.setSelected(true);
    metadata.setMaxWidth(420);
    metadata.setWrapText(true);
    sidecar = new CheckBox(texts.get("export.sidecar"));
    sidecar.setId("export-sidecar");
    Label hint = new Label(texts.get("export.hint"));
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    hint.setMaxWidth(420);
    go = new Button(texts.get("export.go"));
    go.setId("export-go");
    go.getStyleClass().add(Styles.ACCENT);
    go.setDefaultButton(true);
    go.setOnAction(
        e -> {
          close.run();
          export.accept(options());
        });
    Button cancel = new Button(texts.get("overlay.cancel"));
    cancel.setOnAction(e -> close.run());
    HBox buttons = new HBox(8, Forms.spacer(), cancel, go);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    getChildren()
        .addAll(
            Forms.row(
                texts.get("export.scale"),
                Forms.slider("export-scale", texts.get("export.scale"), scale, 0.1, 2, "%.2f")),
            size,
            part,
            Forms.row(
                "JPEG",
                Forms.slider(
                    "export-quality", texts.get("export.quality"), quality, 0.5, 1, "%.2f")),
            metadata,
            sidecar,
            hint,
            buttons);
  }

  private Optional<Region> region() {
    return part.isSelected() ? masked : Optional.empty();
  }

  private Options options() {
    return new Options(
        Math.round(scale.get() * 100) / 100.0,
        region(),
        metadata.isSelected(),
        sidecar.isSelected(),
        (float) quality.get());
  }
}
