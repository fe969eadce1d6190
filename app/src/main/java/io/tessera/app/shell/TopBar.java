package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.render.RenderPhase;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import java.nio.file.Path;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import org.kordamp.ikonli.javafx.FontIcon;

/** Name, files, undo, and the one button that matters. */
final class TopBar extends HBox {
  private static final List<String> EXPORTS =
      List.of(
          "export",
          "export-with",
          "save-layout",
          "save-figures",
          "save-palette",
          "export-tokens",
          "export-animation",
          "export-sampling",
          "copy-picture");
  private static final List<String> DOCUMENT =
      List.of(
          "undo",
          "redo",
          "paste",
          "canvas-size",
          "surprise",
          "segment",
          "leave-open",
          "repaint",
          "complete",
          "mask-half",
          "open-mask",
          "invert-mask",
          "clear-mask");
  private static final List<String> VIEWS =
      List.of(
          "zoom-in",
          "zoom-out",
          "fit",
          "actual-size",
          "flip",
          "beside",
          "grid",
          "side-panel",
          "gallery",
          "full-screen",
          "theme",
          "theme-system");
  private static final List<String> HELP = List.of("finder", "help", "whats-this", "tour", "log");

  TopBar(ShellViewModel shell, Actions actions) {
    getStyleClass().add("top-bar");
    setAlignment(Pos.CENTER_LEFT);
    Label name = new Label("Tessera");
    name.getStyleClass().add("app-name");
    Label title = new Label();
    title.setId("title");
    title.getStyleClass().add("hint");
    title
        .textProperty()
        .bind(
            Bindings.createStringBinding(
                () ->
                    shell.projects().titleProperty().get()
                        + (shell.projects().unsavedProperty().get() ? " *" : ""),
                shell.projects().titleProperty(),
                shell.projects().unsavedProperty()));
    title.setMinWidth(40);
    Button render = button(actions.get("render"), true);
    render.getStyleClass().addAll(Styles.ACCENT, "render-button");
    Button pause = button(actions.get("pause"), true);
    pause.getStyleClass().addAll(Styles.ACCENT, "render-button");
    var phase = shell.render().phaseProperty();
    var idle = Bindings.createBooleanBinding(() -> !phase.get().isRunning(), phase);
    showOnly(render, idle);
    showOnly(pause, idle.not());
    FontIcon icon = (FontIcon) pause.getGraphic();
    phase.subscribe(p -> icon.setIconLiteral(p == RenderPhase.PAUSED ? "fth-play" : "fth-pause"));
    Button find = button(actions.get("finder"), true);
    find.getStyleClass().add("finder-button");
    Region spacer = new Region();
    HBox.setHgrow(spacer, Priority.ALWAYS);
    getChildren()
        .addAll(
            menu(shell, actions),
            name,
            title,
            button(actions.get("undo"), false),
            button(actions.get("redo"), false),
            spacer,
            find,
            button(actions.get("theme"), false),
            button(actions.get("export"), true),
            render,
            pause,
            button(actions.get("cancel"), false));
  }

  private static void showOnly(Node node, ObservableBooleanValue when) {
    node.visibleProperty().bind(when);
    node.managedProperty().bind(when);
  }

  private static MenuButton menu(ShellViewModel shell, Actions a) {
    Texts texts = shell.texts();
    MenuButton menu = new MenuButton(null, new FontIcon("fth-menu"));
    menu.setId("menu");
    menu.setAccessibleText(texts.get("menu"));
    menu.getStyleClass()
        .addAll(Styles.BUTTON_ICON, Styles.FLAT, atlantafx.base.theme.Tweaks.NO_ARROW);
    Menu recent = new Menu(texts.get("menu.recent"), new FontIcon("fth-clock"));
    menu.setOnShowing(
        e -> {
          recent.getItems().clear();
          for (Path file : shell.preferences().recent()) {
            MenuItem item = new MenuItem(String.valueOf(file.getFileName()));
            item.setOnAction(chosen -> shell.opening().open(file));
            recent.getItems().add(item);
          }
          recent.setDisable(recent.getItems().isEmpty());
        });
    recent.getItems().add(new MenuItem("")); // so that it opens before the menu was shown
    Menu export = sub(texts.get("menu.export"), "fth-download", a, EXPORTS);
    Menu view = sub(texts.get("menu.view"), "fth-eye", a, VIEWS);
    Menu language = new Menu(texts.get("menu.language"), new FontIcon("fth-globe"));
    Texts.LANGUAGES.forEach(
        l -> language.getItems().add(item(a.get("language-" + l.getLanguage()))));
    List<String> samples =
        Assets.SAMPLES.stream().map(sample -> Actions.SAMPLE + sample.id()).toList();
    Menu sample = sub(texts.get("menu.samples"), "fth-image", a, samples);
    menu.getItems().addAll(item(a.get("new")), item(a.get("open")), recent, sample);
    menu.getItems().addAll(item(a.get("save")), item(a.get("save-as")), export);
    menu.getItems().add(new SeparatorMenuItem());
    for (String id : DOCUMENT) {
      menu.getItems().add(item(a.get(id)));
    }
    menu.getItems().addAll(new SeparatorMenuItem(), view, language);
    menu.getItems().addAll(item(a.get("models")), item(a.get("engine")), new SeparatorMenuItem());
    for (String id : HELP) {
      menu.getItems().add(item(a.get(id)));
    }
    return menu;
  }

  private static Menu sub(String title, String icon, Actions actions, List<String> ids) {
    Menu menu = new Menu(title, new FontIcon(icon));
    ids.forEach(id -> menu.getItems().add(item(actions.get(id))));
    return menu;
  }

  private static MenuItem item(Action a) {
    MenuItem item = new MenuItem(a.text().get(), new FontIcon(a.icon()));
    item.textProperty().bind(a.text());
    // Shown only: the window's own key filter acts, so that nothing is done twice.
    item.setAccelerator(null);
    item.disableProperty().bind(Bindings.not(a.enabled()));
    item.setOnAction(e -> a.perform());
    return item;
  }

  static Button button(Action a, boolean withText) {
    Button button = new Button(null, new FontIcon(a.icon()));
    dress(button, a);
    if (withText) {
      button.textProperty().bind(a.text());
    } else {
      button.getStyleClass().addAll(Styles.BUTTON_ICON, Styles.FLAT);
    }
    button.setOnAction(e -> a.perform());
    return button;
  }

  /** Name, tooltip and whether it can be pressed. */
  static void dress(ButtonBase button, Action a) {
    button.setId(a.id());
    button.disableProperty().bind(Bindings.not(a.enabled()));
    button.accessibleTextProperty().bind(a.text());
    Tooltip tooltip = new Tooltip();
    tooltip.textProperty().bind(Bindings.createStringBinding(a::hint, a.text(), a.keyProperty()));
    button.setTooltip(tooltip);
    button.setFocusTraversable(true);
  }
}
