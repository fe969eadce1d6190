package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.api.ConditionKind;
import io.tessera.api.ModelInput;
import io.tessera.app.controls.Forms;
import io.tessera.app.inputs.ClassPanel;
import io.tessera.app.inputs.FiguresPanel;
import io.tessera.app.inputs.ObjectsPanel;
import io.tessera.app.inputs.PlanePanel;
import io.tessera.app.palette.PaletteView;
import io.tessera.app.render.Presets;
import io.tessera.app.render.QueuePanel;
import io.tessera.app.render.RenderPanel;
import io.tessera.app.settings.Preferences;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Materials, layers, the document's size, the render's settings, steps: each can be folded. */
final class SidePanel extends ScrollPane {
  private final Texts texts;
  private final Preferences preferences;

  SidePanel(ShellViewModel shell, Presets presets, Actions actions) {
    this.texts = shell.texts();
    this.preferences = shell.preferences();
    getStyleClass().add("side-panel");
    setId("side-panel");
    setFitToWidth(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    QueuePanel queue = new QueuePanel(shell.render(), texts);
    VBox waiting = section("queue", null, queue);
    waiting.visibleProperty().bind(queue.isWorthShowing());
    waiting.managedProperty().bind(waiting.visibleProperty());
    Node figures =
        new FiguresPanel(
            shell.inputs().figures(),
            texts,
            actions.get("open")::perform,
            actions.get("save-figures")::perform);
    VBox content =
        new VBox(
            ForInput.only(
                shell,
                ConditionKind.LAYOUT,
                section(
                    "materials", aside(shell, actions), new PaletteView(shell.palette(), texts))),
            ForInput.only(shell, ConditionKind.POSE, section("figures", null, figures)),
            ForInput.only(shell, ConditionKind.CLASS, section("class", null, classes(shell))),
            ForInput.only(shell, ConditionKind.NONE, note("note-none", "input.none")),
            ForInput.only(
                shell,
                ConditionKind.BOXES,
                section("objects", null, new ObjectsPanel(shell.inputs().objects(), texts))),
            ForInput.only(
                shell,
                ConditionKind.NOT_A_GENERATOR,
                note("note-no-generator", "problem.no-generator")),
            section("render", null, new RenderPanel(shell.render(), presets, texts)),
            waiting,
            section("layers", null, new LayersPanel(shell.canvas(), texts)),
            section("canvas", null, canvas(shell)),
            section("steps", null, new StepsPanel(shell.document().history(), texts)));
    for (ConditionKind kind : ConditionKind.planes()) {
      content.getChildren().add(1, plane(shell, kind, actions));
    }
    content.getStyleClass().add("side-content");
    setContent(content);
  }

  private Node plane(ShellViewModel shell, ConditionKind kind, Actions actions) {
    return ForInput.only(
        shell,
        kind,
        section(
            kind.id(),
            null,
            new PlanePanel(
                shell.inputs().planes(),
                kind,
                texts,
                shell.render().catalog().inputProperty().map(i -> i.kind() == kind),
                actions.get("open")::perform,
                actions.get("estimate-plane")::perform)));
  }

  private Node classes(ShellViewModel shell) {
    return new ClassPanel(
        shell.render().catalog().inputProperty().map(ModelInput::choices),
        shell.render().settings().classLabelProperty(),
        Assets.imageNetClasses(),
        texts);
  }

  private Node note(String id, String key) {
    Label label = new Label(texts.get(key));
    label.setId(id);
    label.setWrapText(true);
    label.getStyleClass().addAll("hint", "section");
    return label;
  }

  private VBox section(String id, @Nullable Node aside, Node content) {
    ToggleButton fold =
        Forms.icon(new ToggleButton(), "fold-" + id, "fth-chevron-down", texts.get("panel.fold"));
    fold.getStyleClass().add("fold");
    fold.setSelected(preferences.flag("fold." + id, id.equals("steps")));
    FontIcon icon = (FontIcon) fold.getGraphic();
    fold.selectedProperty()
        .subscribe(
            folded -> {
              icon.setIconLiteral(folded ? "fth-chevron-right" : "fth-chevron-down");
              content.setVisible(!folded);
              content.setManaged(!folded);
              preferences.put("fold." + id, (boolean) folded);
            });
    HBox right = aside == null ? new HBox(fold) : new HBox(4, aside, fold);
    right.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
    return Forms.section(texts.get("panel." + id), right, content);
  }

  /** Which palette, and a layout from the photograph while there is one. */
  private Node aside(ShellViewModel shell, Actions actions) {
    Button read = Forms.icon(new Button(), "segment", "fth-camera", texts.get("action.segment"));
    read.setOnAction(e -> actions.get("segment").perform());
    var there =
        shell
            .document()
            .photographProperty()
            .isNotNull()
            .and(shell.palette().idProperty().isEqualTo(Assets.PALETTES.getFirst()));
    read.visibleProperty().bind(there);
    read.managedProperty().bind(there);
    HBox row = new HBox(4, read, palettes(shell));
    row.setAlignment(javafx.geometry.Pos.CENTER_RIGHT);
    return row;
  }

  private Node palettes(ShellViewModel shell) {
    ComboBox<String> box = new ComboBox<>();
    box.setId("palette");
    box.getItems().setAll(shell.palette().palettes().ids());
    box.getStyleClass().addAll(Styles.SMALL, "palette-choice");
    box.setAccessibleText(texts.get("palette.choose"));
    box.setCellFactory(list -> paletteCell(shell));
    box.setButtonCell(paletteCell(shell));
    shell
        .palette()
        .idProperty()
        .subscribe(
            id -> {
              if (!box.getItems().contains(id)) {
                box.getItems().setAll(shell.palette().palettes().ids());
              }
              box.setValue(id);
            });
    box.setOnAction(
        e -> {
          if (box.getValue() != null) {
            shell.palettes().choose(box.getValue());
          }
        });
    return box;
  }

  private static ListCell<String> paletteCell(ShellViewModel shell) {
    return new ListCell<>() {
      @Override
      protected void updateItem(@Nullable String id, boolean empty) {
        super.updateItem(id, empty);
        setText(id == null || empty ? null : shell.palette().nameOf(id));
      }
    };
  }

  /** The document's size, and how brushes follow the hand. */
  private Node canvas(ShellViewModel shell) {
    ComboBox<Sizes.Size> box = new ComboBox<>();
    box.setId("size");
    box.getItems().addAll(Sizes.PRESETS);
    box.setMaxWidth(Double.MAX_VALUE);
    box.setAccessibleText(texts.get("size.title"));
    shell
        .canvas()
        .layoutImageProperty()
        .subscribe(
            image -> {
              var now = new Sizes.Size(shell.document().width(), shell.document().height());
              box.setPromptText(now.toString());
              box.setValue(Sizes.PRESETS.contains(now) ? now : null);
            });
    box.setOnAction(
        e -> {
          Sizes.Size s = box.getValue();
          if (s != null
              && (s.width() != shell.document().width()
                  || s.height() != shell.document().height())) {
            shell.edits().resize(s.width(), s.height());
          }
        });
    HBox.setHgrow(box, Priority.ALWAYS);
    Label hint = new Label(texts.get("size.more"));
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    return new VBox(
        8,
        Forms.row(texts.get("size.row"), box),
        Forms.row(
            texts.get("brush.smoothing"),
            Forms.slider(
                "smoothing",
                texts.get("brush.smoothing.hint"),
                shell.canvas().smoothingProperty(),
                0,
                0.9,
                "%.1f")),
        hint);
  }
}
