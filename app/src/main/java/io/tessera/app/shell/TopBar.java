package io.tessera.app.shell;

import atlantafx.base.theme.Styles;
import io.tessera.app.render.RenderPhase;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableBooleanValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Label;
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
  TopBar(ShellViewModel shell, Actions actions) {
    getStyleClass().add("top-bar");
    setAlignment(Pos.CENTER_LEFT);
    Label name = new Label("Tessera");
    name.getStyleClass().add("app-name");
    Label title = new Label();
    title.getStyleClass().add("hint");
    title.textProperty().bind(shell.titleProperty());
    title.setMinWidth(40);
    Button render = button(actions.render, true);
    render.getStyleClass().addAll(Styles.ACCENT, "render-button");
    Button pause = button(actions.pause, true);
    pause.getStyleClass().addAll(Styles.ACCENT, "render-button");
    var phase = shell.render().phaseProperty();
    var idle = Bindings.createBooleanBinding(() -> !phase.get().isRunning(), phase);
    showOnly(render, idle);
    showOnly(pause, idle.not());
    FontIcon icon = (FontIcon) pause.getGraphic();
    phase.subscribe(p -> icon.setIconLiteral(p == RenderPhase.PAUSED ? "fth-play" : "fth-pause"));
    Region spacer = new Region();
    HBox.setHgrow(spacer, Priority.ALWAYS);
    Button cancel = button(actions.cancel, false);
    getChildren()
        .addAll(
            menu(actions),
            name,
            title,
            button(actions.undo, false),
            button(actions.redo, false),
            spacer,
            button(actions.theme, false),
            button(actions.export, true),
            render,
            pause,
            cancel);
  }

  private static void showOnly(Node node, ObservableBooleanValue when) {
    node.visibleProperty().bind(when);
    node.managedProperty().bind(when);
  }

  private static MenuButton menu(Actions a) {
    MenuButton menu = new MenuButton(null, new FontIcon("fth-menu"));
    menu.setId("menu");
    menu.setAccessibleText("Menu");
    menu.getStyleClass()
        .addAll(Styles.BUTTON_ICON, Styles.FLAT, atlantafx.base.theme.Tweaks.NO_ARROW);
    menu.getItems()
        .addAll(
            item(a.clear),
            item(a.open),
            item(a.saveLayout),
            item(a.export),
            new SeparatorMenuItem(),
            item(a.undo),
            item(a.redo),
            new SeparatorMenuItem(),
            item(a.zoomIn),
            item(a.zoomOut),
            item(a.fit),
            item(a.actualSize),
            new SeparatorMenuItem(),
            item(a.models),
            item(a.theme),
            item(a.help));
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
    tooltip.textProperty().bind(Bindings.createStringBinding(a::hint, a.text()));
    button.setTooltip(tooltip);
    button.setFocusTraversable(true);
  }
}
