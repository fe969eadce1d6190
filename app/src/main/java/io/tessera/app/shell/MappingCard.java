package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LabelTable;
import io.tessera.api.image.Palette;
import io.tessera.api.image.Palette.Material;
import io.tessera.app.controls.Forms;
import io.tessera.app.palette.LabelImport;
import io.tessera.app.palette.Palettes;
import io.tessera.app.text.Texts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;

/** Which material every value or colour of a label map from elsewhere should be. */
final class MappingCard extends VBox {
  private final Texts texts;
  private final Palette to;
  private final Map<Integer, Integer> chosen;

  /**
   * @param from palette that the file's values are taken to belong to
   * @param other asked for suggestions by another palette
   */
  MappingCard(
      Mappings.Mapping asked,
      Palettes palettes,
      Palette to,
      String from,
      Texts texts,
      BiConsumer<LabelImport, String> other,
      java.util.function.Consumer<Map<Integer, Integer>> apply,
      Runnable cancel,
      java.util.function.Consumer<LabelTable> save) {
    super(10);
    this.texts = texts;
    this.to = to;
    this.chosen = new TreeMap<>(asked.suggestion());
    LabelImport file = asked.file();
    List<LabelImport.Key> unknown = file.unknown(to);
    Label report =
        new Label(
            texts.get(
                "mapping.report",
                file.name(),
                file.width() + " × " + file.height(),
                file.keys().size(),
                unknown.size(),
                to.name()));
    report.setWrapText(true);
    report.setMaxWidth(500);
    ComboBox<String> source = new ComboBox<>();
    source.setId("mapping-source");
    source.getItems().setAll(palettes.ids());
    source.setValue(from);
    source.setAccessibleText(texts.get("mapping.source"));
    source.setOnAction(e -> other.accept(file, source.getValue()));
    GridPane grid = new GridPane(10, 5);
    grid.setId("mapping");
    List<LabelImport.Key> keys =
        file.keys().stream()
            .sorted(Comparator.comparingLong(LabelImport.Key::pixels).reversed())
            .toList();
    int row = 0;
    for (LabelImport.Key key : keys) {
      grid.add(key(file, key, palettes.get(from)), 0, row);
      Label share = new Label(String.format(Locale.ROOT, "%.1f %%", 100 * file.share(key)));
      share.getStyleClass().add("hint");
      grid.add(share, 1, row);
      grid.add(materials(key), 2, row);
      row++;
    }
    ScrollPane scroll = new ScrollPane(grid);
    scroll.setFitToWidth(true);
    scroll.setPrefViewportHeight(Math.min(280, 34 * keys.size()));
    Button ok = new Button(texts.get("mapping.open"));
    ok.setId("mapping-open");
    ok.getStyleClass().add(Styles.ACCENT);
    ok.setDefaultButton(true);
    ok.setOnAction(e -> apply.accept(chosen));
    Button no = new Button(texts.get("overlay.cancel"));
    no.setOnAction(e -> cancel.run());
    Button keep = new Button(texts.get("mapping.save"));
    keep.setId("mapping-save");
    keep.setOnAction(
        e ->
            save.accept(
                file.coloured()
                    ? new LabelTable(Map.of(), chosen)
                    : new LabelTable(chosen, Map.of())));
    HBox buttons = new HBox(8, keep, Forms.spacer(), no, ok);
    buttons.setAlignment(Pos.CENTER_RIGHT);
    getChildren().addAll(report, Forms.row(texts.get("mapping.source"), source), scroll, buttons);
  }

  private HBox key(LabelImport file, LabelImport.Key key, Palette from) {
    HBox box = new HBox(7);
    box.setAlignment(Pos.CENTER_LEFT);
    if (file.coloured()) {
      box.getChildren().add(swatch(key.value()));
      box.getChildren().add(new Label(String.format(Locale.ROOT, "#%06x", key.value())));
    } else {
      String name =
          from.of(key.value()).map(m -> key.value() + "  " + m.name()).orElse("" + key.value());
      box.getChildren().add(new Label(name));
    }
    return box;
  }

  private static Rectangle swatch(int rgb) {
    Rectangle r = new Rectangle(16, 16, Color.rgb(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255));
    r.getStyleClass().add("swatch");
    return r;
  }

  private ComboBox<Integer> materials(LabelImport.Key key) {
    ComboBox<Integer> box = new ComboBox<>();
    box.setId("map-" + key.value());
    to.materials().forEach(m -> box.getItems().add(m.label()));
    if (!box.getItems().contains(LabelMap.UNLABELLED)) {
      box.getItems().add(LabelMap.UNLABELLED);
    }
    box.setCellFactory(list -> cell());
    box.setButtonCell(cell());
    box.setPrefWidth(190);
    box.setAccessibleText(texts.get("mapping.material", Integer.toString(key.value())));
    box.setValue(chosen.getOrDefault(key.value(), LabelMap.UNLABELLED));
    box.setOnAction(e -> chosen.put(key.value(), box.getValue()));
    return box;
  }

  private ListCell<Integer> cell() {
    return new ListCell<>() {
      @Override
      protected void updateItem(@Nullable Integer label, boolean empty) {
        super.updateItem(label, empty);
        if (label == null || empty) {
          setText(null);
          setGraphic(null);
          return;
        }
        Material m = to.of(label).orElse(null);
        setText(
            m == null ? texts.get("mapping.none") : texts.getOr("material." + m.name(), m.name()));
        setGraphic(swatch(m == null ? 0x4a4f5c : m.rgb()));
      }
    };
  }
}
