package io.tessera.app.shell;

import io.tessera.app.palette.PaletteView;
import io.tessera.app.render.RenderPanel;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Materials, the document's size and the render's settings. */
final class SidePanel extends ScrollPane {
  private static final Map<String, int[]> SIZES = sizes();

  SidePanel(ShellViewModel shell) {
    getStyleClass().add("side-panel");
    setFitToWidth(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    VBox content =
        new VBox(
            section(
                "Materials", shell.palette().palette().name(), new PaletteView(shell.palette())),
            section("Canvas", "", size(shell)),
            section("Render", "", new RenderPanel(shell.render())));
    content.getStyleClass().add("side-content");
    setContent(content);
  }

  private static Map<String, int[]> sizes() {
    Map<String, int[]> sizes = new LinkedHashMap<>();
    sizes.put("1280 × 832", new int[] {1280, 832});
    sizes.put("1024 × 416", new int[] {1024, 416});
    sizes.put("1280 × 256", new int[] {1280, 256});
    sizes.put("832 × 1280", new int[] {832, 1280});
    sizes.put("512 × 512", new int[] {512, 512});
    sizes.put("256 × 256", new int[] {256, 256});
    return sizes;
  }

  private static Node size(ShellViewModel shell) {
    ComboBox<String> box = new ComboBox<>();
    box.setId("size");
    box.getItems().addAll(SIZES.keySet());
    box.setMaxWidth(Double.MAX_VALUE);
    box.setAccessibleText("Size of the canvas");
    shell
        .canvas()
        .layoutImageProperty()
        .subscribe(
            image -> {
              String now =
                  SIZES.entrySet().stream()
                      .filter(
                          e ->
                              e.getValue()[0] == shell.document().width()
                                  && e.getValue()[1] == shell.document().height())
                      .map(Map.Entry::getKey)
                      .findFirst()
                      .orElse(null);
              box.setValue(now);
              box.setPromptText(shell.document().width() + " × " + shell.document().height());
            });
    box.setOnAction(
        e -> {
          int[] wh = box.getValue() == null ? null : SIZES.get(box.getValue());
          if (wh != null
              && (wh[0] != shell.document().width() || wh[1] != shell.document().height())) {
            shell.resize(wh[0], wh[1]);
          }
        });
    shell.render().phaseProperty().subscribe(p -> box.setDisable(p.isRunning()));
    Label title = new Label("Size");
    title.getStyleClass().add("row-title");
    HBox.setHgrow(box, Priority.ALWAYS);
    HBox row = new HBox(8, title, box);
    row.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
    return row;
  }

  private static VBox section(String title, String aside, Node content) {
    Label name = new Label(title.toUpperCase(java.util.Locale.ROOT));
    name.getStyleClass().add("section-title");
    Label note = new Label(aside.toUpperCase(java.util.Locale.ROOT));
    note.getStyleClass().add("section-title");
    javafx.scene.layout.Region spacer = new javafx.scene.layout.Region();
    HBox.setHgrow(spacer, Priority.ALWAYS);
    VBox section = new VBox(8, new HBox(name, spacer, note), content);
    section.getStyleClass().add("section");
    return section;
  }
}
