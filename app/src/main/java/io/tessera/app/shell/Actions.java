package io.tessera.app.shell;

import io.tessera.app.canvas.CanvasView;
import io.tessera.app.canvas.Tool;
import io.tessera.app.render.RenderPhase;
import io.tessera.app.render.RenderViewModel;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.Node;
import javafx.scene.input.KeyCombination;

/** Every action of the window, declared in one place. */
final class Actions {
  private static final ObservableBooleanValue ALWAYS = new SimpleBooleanProperty(true);

  final Action undo;
  final Action redo;
  final Action open;
  final Action saveLayout;
  final Action clear;
  final Action export;
  final Action render;
  final Action pause;
  final Action cancel;
  final Action zoomIn;
  final Action zoomOut;
  final Action fit;
  final Action actualSize;
  final Action theme;
  final Action models;
  final Action help;
  final List<Action> tools;
  private final List<Action> all = new ArrayList<>();

  Actions(ShellViewModel shell, CanvasView canvas, FileDialogs dialogs) {
    var document = shell.document();
    RenderViewModel r = shell.render();
    BooleanBinding running =
        Bindings.createBooleanBinding(() -> r.phaseProperty().get().isRunning(), r.phaseProperty());
    BooleanBinding paused = r.phaseProperty().isEqualTo(RenderPhase.PAUSED);
    undo =
        add(
            "undo",
            named("Undo", document.undoNameProperty()),
            "fth-corner-up-left",
            "Shortcut+Z",
            document.canUndoProperty(),
            document::undo);
    redo =
        add(
            "redo",
            named("Redo", document.redoNameProperty()),
            "fth-corner-up-right",
            "Shortcut+Shift+Z",
            document.canRedoProperty(),
            document::redo);
    open =
        add(
            "open",
            text("Open layout or picture …"),
            "fth-folder",
            "Shortcut+O",
            ALWAYS,
            () -> dialogs.open().ifPresent(shell::open));
    saveLayout =
        add(
            "save-layout",
            text("Save layout …"),
            "fth-save",
            "Shortcut+S",
            ALWAYS,
            () -> dialogs.save("Save the layout", "layout.png").ifPresent(shell::saveLayout));
    clear = add("new", text("New layout"), "fth-file", "Shortcut+N", ALWAYS, shell::clear);
    export =
        add(
            "export",
            text("Export picture …"),
            "fth-download",
            "Shortcut+E",
            Bindings.isNotNull(r.resultProperty()),
            () ->
                dialogs.save("Export the picture", "picture.png").ifPresent(shell::exportPicture));
    render = add("render", text("Render"), "fth-play", "Shortcut+Enter", running.not(), r::start);
    pause =
        add(
            "pause",
            Bindings.when(paused).then("Resume").otherwise("Pause"),
            "fth-pause",
            "Shortcut+P",
            running,
            r::pauseOrResume);
    cancel = add("cancel", text("Cancel"), "fth-square", "Escape", running, r::cancel);
    zoomIn =
        add(
            "zoom-in",
            text("Zoom in"),
            "fth-zoom-in",
            "Shortcut+Plus",
            ALWAYS,
            () -> canvas.zoomBy(1.25));
    zoomOut =
        add(
            "zoom-out",
            text("Zoom out"),
            "fth-zoom-out",
            "Shortcut+Minus",
            ALWAYS,
            () -> canvas.zoomBy(0.8));
    fit = add("fit", text("Fit to window"), "fth-maximize", "Shortcut+0", ALWAYS, canvas::fit);
    actualSize =
        add(
            "actual-size",
            text("Actual size"),
            "fth-square",
            "Shortcut+1",
            ALWAYS,
            canvas::actualSize);
    theme =
        add(
            "theme",
            Bindings.when(shell.darkProperty()).then("Light theme").otherwise("Dark theme"),
            "fth-sun",
            "Shortcut+T",
            ALWAYS,
            () -> shell.darkProperty().set(!shell.darkProperty().get()));
    models =
        add(
            "refresh-models",
            text("Look for models again"),
            "fth-refresh-cw",
            "F5",
            running.not(),
            r::refreshModels);
    help =
        add(
            "help",
            text("Keyboard and mouse"),
            "fth-help-circle",
            "F1",
            ALWAYS,
            () -> {
              Node button = canvas.getScene() == null ? null : canvas.getScene().lookup("#help");
              new ShortcutsHelp(this).show(button == null ? canvas : button);
            });
    tools =
        List.of(
            tool(shell, Tool.BRUSH, "fth-edit-2", "B"),
            tool(shell, Tool.ERASER, "fth-delete", "E"),
            tool(shell, Tool.FILL, "fth-droplet", "G"),
            tool(shell, Tool.HAND, "fth-move", "H"));
  }

  private Action tool(ShellViewModel shell, Tool tool, String icon, String key) {
    return add(
        "tool-" + tool.name().toLowerCase(java.util.Locale.ROOT),
        text(tool.title()),
        icon,
        key,
        ALWAYS,
        () -> shell.canvas().toolProperty().set(tool));
  }

  private Action add(
      String id,
      ObservableStringValue text,
      String icon,
      String key,
      ObservableBooleanValue enabled,
      Runnable run) {
    Action action = new Action(id, text, icon, KeyCombination.valueOf(key), enabled, run);
    all.add(action);
    return action;
  }

  private static ObservableStringValue text(String text) {
    return new SimpleStringProperty(text);
  }

  /** Such as "Undo Brush". */
  private static StringBinding named(String verb, ObservableStringValue step) {
    return Bindings.createStringBinding(
        () -> step.get().isEmpty() ? verb : verb + " " + step.get(), step);
  }

  /** In the order of declaration. */
  List<Action> all() {
    return List.copyOf(all);
  }
}
