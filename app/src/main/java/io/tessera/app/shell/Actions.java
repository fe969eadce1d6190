package io.tessera.app.shell;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.LabelMap;
import io.tessera.app.canvas.ActiveLayer;
import io.tessera.app.canvas.CanvasView;
import io.tessera.app.canvas.CanvasViewModel;
import io.tessera.app.canvas.Tool;
import io.tessera.app.export.ImageExport;
import io.tessera.app.render.RenderPhase;
import io.tessera.app.render.RenderViewModel;
import io.tessera.app.text.Texts;
import io.tessera.assets.Assets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/**
 * Every action of the window, declared once: menus, buttons, the command finder, keys and help are
 * made from this list.
 */
final class Actions {
  private static final ObservableBooleanValue ALWAYS = new SimpleBooleanProperty(true);

  /** What the ids of the actions begin with that open a bundled layout. */
  static final String SAMPLE = "sample-";

  /** What the window opens over itself. */
  interface Cards {
    void finder();

    void help();

    void size();

    void export();

    void whatsThis();

    void models();

    void engine();

    void log();

    void tour();
  }

  private final Texts texts;
  private final Map<String, Action> all = new LinkedHashMap<>();
  private final List<Action> tools = new ArrayList<>();
  private final Keys keys;

  Actions(ShellViewModel shell, CanvasView view, FileDialogs dialogs, Cards cards, Panels panels) {
    this.texts = shell.texts();
    files(shell, dialogs, cards);
    document(shell, dialogs, cards);
    rendering(shell.render(), shell);
    view(shell, view, panels);
    for (Tool tool : Tool.values()) {
      tools.add(tool(shell.canvas(), tool));
    }
    add("swap-layer", "fth-layers", "Q", ALWAYS, () -> swapLayer(shell));
    add("finder", "fth-search", "Shortcut+K", ALWAYS, cards::finder);
    add("models", "fth-package", "Shortcut+M", ALWAYS, cards::models);
    add("engine", "fth-cpu", null, ALWAYS, cards::engine);
    add("refresh-models", "fth-refresh-cw", "F5", ALWAYS, shell.render().catalog()::refresh);
    add("help", "fth-help-circle", "F1", ALWAYS, cards::help);
    add("whats-this", "fth-info", "Shift+F1", ALWAYS, cards::whatsThis);
    add("tour", "fth-compass", null, ALWAYS, cards::tour);
    add("log", "fth-terminal", null, ALWAYS, cards::log);
    keys = new Keys(shell.preferences(), all());
  }

  /** Which keys the artist has chosen. */
  Keys keys() {
    return keys;
  }

  private void files(ShellViewModel shell, FileDialogs dialogs, Cards cards) {
    var shown = Bindings.isNotNull(shell.render().gallery().shownProperty());
    add("new", "fth-file", "Shortcut+N", ALWAYS, shell.edits()::clear);
    add(
        "open",
        "fth-folder",
        "Shortcut+O",
        ALWAYS,
        () -> dialogs.open().ifPresent(shell.opening()::open));
    add("save", "fth-save", "Shortcut+S", ALWAYS, () -> save(shell, dialogs, () -> {}));
    add(
        "save-as",
        "fth-save",
        "Shortcut+Shift+S",
        ALWAYS,
        () -> dialogs.saveProject().ifPresent(shell.projects()::save));
    add(
        "save-layout",
        "fth-image",
        null,
        ALWAYS,
        () -> dialogs.save("dialog.save-layout", "layout.png").ifPresent(shell.exports()::layout));
    add(
        "save-palette",
        "fth-droplet",
        null,
        ALWAYS,
        () ->
            dialogs.save("dialog.save-palette", "palette.json").ifPresent(shell.palettes()::save));
    add(
        "save-figures",
        "fth-users",
        null,
        ALWAYS,
        () ->
            dialogs
                .save("dialog.save-figures", "figures.json")
                .ifPresent(shell.exports()::figures));
    add(
        "export",
        "fth-download",
        "Shortcut+E",
        shown,
        () ->
            dialogs
                .savePicture("picture.png")
                .ifPresent(f -> shell.exports().picture(f, ImageExport.Options.DEFAULT)));
    add("export-with", "fth-sliders", "Shortcut+Shift+E", shown, cards::export);
    add(
        "export-tokens",
        "fth-grid",
        null,
        shown,
        () ->
            dialogs.save("dialog.export-tokens", "tokens.npy").ifPresent(shell.exports()::tokens));
    add(
        "export-animation",
        "fth-film",
        null,
        shown,
        () -> dialogs.saveAnimation("render").ifPresent(shell.exports()::animation));
    add(
        "export-sampling",
        "fth-skip-forward",
        null,
        shown,
        () -> dialogs.saveAnimation("sampling").ifPresent(shell.exports()::sampling));
    add(
        "copy-picture",
        "fth-copy",
        "Shortcut+C",
        shown,
        () -> Clipboards.copy(shell.render().gallery().shownProperty().get()));
    add(
        "paste",
        "fth-clipboard",
        "Shortcut+V",
        ALWAYS,
        () -> Clipboards.take(Clipboard.getSystemClipboard(), shell));
  }

  /** Saves to the project's file, or asks for one; {@code then} once it is written. */
  static void save(ShellViewModel shell, FileDialogs dialogs, Runnable then) {
    Path file = shell.projects().file();
    if (file != null) {
      shell.projects().save(file, then);
    } else {
      dialogs.saveProject().ifPresent(f -> shell.projects().save(f, then));
    }
  }

  private void document(ShellViewModel shell, FileDialogs dialogs, Cards cards) {
    var history = shell.document().history();
    BooleanBinding moving =
        Bindings.createBooleanBinding(
            () -> shell.canvas().toolProperty().get().movesItems(), shell.canvas().toolProperty());
    BooleanBinding posing = shell.canvas().toolProperty().isEqualTo(Tool.POSE);
    add(
        "undo",
        named("action.undo", history.undoNameProperty()),
        "fth-corner-up-left",
        "Shortcut+Z",
        history.canUndoProperty(),
        history::undo);
    add(
        "redo",
        named("action.redo", history.redoNameProperty()),
        "fth-corner-up-right",
        "Shortcut+Shift+Z",
        history.canRedoProperty(),
        history::redo);
    add("canvas-size", "fth-crop", "Shortcut+Shift+R", ALWAYS, cards::size);
    add("surprise", "fth-gift", "Shortcut+U", ALWAYS, shell.edits()::surprise);
    var landscape = shell.palette().idProperty().isEqualTo("landscape");
    add(
        "segment",
        "fth-camera",
        "Shortcut+Shift+L",
        landscape,
        shell.edits()::layoutFromPhotograph);
    for (Assets.Sample sample : Assets.SAMPLES) {
      add(
          SAMPLE + sample.id(),
          new SimpleStringProperty(texts.get(SAMPLE + sample.id())),
          "fth-image",
          null,
          landscape,
          () -> shell.edits().sample(sample));
    }
    var palette = shell.palette().paletteProperty();
    var input = shell.render().catalog().inputProperty();
    var leaves =
        Bindings.createBooleanBinding(
            () ->
                input.get().kind() == ConditionKind.LAYOUT
                    && palette.get().of(LabelMap.UNLABELLED).isPresent(),
            input,
            palette);
    add("leave-open", "fth-cloud", null, leaves, shell.edits()::leaveOpen);
    var onDepth =
        Bindings.createBooleanBinding(() -> input.get().kind() == ConditionKind.DEPTH, input);
    add("invert-depth", "fth-repeat", null, onDepth, shell.inputs().planes()::invert);
    add(
        "estimate-plane",
        "fth-camera",
        null,
        ALWAYS,
        () -> {
          if (!shell.estimates().findPlane()) {
            shell
                .estimates()
                .depthNetwork()
                .or(dialogs::openDepthNetwork)
                .ifPresent(shell.estimates()::estimateDepth);
          }
        });
    add(
        "choose-depth-network",
        "fth-cpu",
        null,
        ALWAYS,
        () -> dialogs.openDepthNetwork().ifPresent(shell.estimates()::estimateDepth));
    add("remove-item", "fth-user-x", "Delete", moving, () -> removeItem(shell));
    add("hide-joint", "fth-eye-off", "X", posing, shell.inputs().figures()::toggleJoint);
    add("mask-half", "fth-minus-square", null, ALWAYS, shell.masks()::maskHalf);
    add(
        "open-mask",
        "fth-folder",
        null,
        ALWAYS,
        () -> dialogs.openMask().ifPresent(shell.masks()::openMask));
    add("clear-mask", "fth-x-square", null, ALWAYS, shell.masks()::clearMask);
    add("invert-mask", "fth-circle", "Shortcut+I", ALWAYS, shell.masks()::invertMask);
  }

  /** Takes away the figure, or the box, that is worked on. */
  private static void removeItem(ShellViewModel shell) {
    if (shell.canvas().toolProperty().get() == Tool.BOX) {
      shell.inputs().objects().remove();
    } else {
      shell.inputs().figures().remove();
    }
  }

  private void rendering(RenderViewModel r, ShellViewModel shell) {
    BooleanBinding running =
        Bindings.createBooleanBinding(() -> r.phaseProperty().get().isRunning(), r.phaseProperty());
    BooleanBinding paused = r.phaseProperty().isEqualTo(RenderPhase.PAUSED);
    add("render", "fth-play", "Shortcut+Enter", ALWAYS, r::start);
    add(
        "repaint",
        "fth-edit-3",
        "Shortcut+Shift+Enter",
        Bindings.isNotNull(r.gallery().shownProperty()),
        r::repaint);
    add(
        "pause",
        Bindings.when(paused).then(texts.get("action.resume")).otherwise(texts.get("action.pause")),
        "fth-pause",
        "Shortcut+P",
        running,
        r::pauseOrResume);
    add("cancel", "fth-square", "Esc", running, r::cancel);
    add(
        "cancel-all",
        "fth-x-octagon",
        "Shortcut+Shift+X",
        running.or(Bindings.isNotEmpty(r.queue())),
        r::cancelAll);
    add("complete", "fth-edit", "Shortcut+Shift+C", ALWAYS, shell.masks()::complete);
    add("live", "fth-zap", "Shortcut+L", ALWAYS, () -> flip(r.liveProperty()));
    add("roll-seed", "fth-shuffle", "Shortcut+D", ALWAYS, r.settings()::rollSeed);
  }

  private void view(ShellViewModel shell, CanvasView view, Panels panels) {
    add("zoom-in", "fth-zoom-in", "Shortcut+Plus", ALWAYS, () -> view.zoomBy(1.25));
    add("zoom-out", "fth-zoom-out", "Shortcut+Minus", ALWAYS, () -> view.zoomBy(0.8));
    add("fit", "fth-maximize", "Shortcut+0", ALWAYS, view::fit);
    add("actual-size", "fth-square", "Shortcut+1", ALWAYS, view::actualSize);
    var pictured = shell.canvas().hasPictureProperty();
    add("flip", "fth-refresh-ccw", "F", pictured, () -> flip(shell.canvas().layoutOnTopProperty()));
    add("beside", "fth-columns", "Shift+F", pictured, () -> flip(shell.canvas().besideProperty()));
    add("grid", "fth-grid", "Shortcut+G", ALWAYS, () -> flip(shell.canvas().gridProperty()));
    add("side-panel", "fth-sidebar", "Shortcut+B", ALWAYS, () -> flip(panels.sideProperty()));
    add("gallery", "fth-film", "Shortcut+J", ALWAYS, () -> flip(panels.galleryProperty()));
    add("full-screen", "fth-monitor", "F11", ALWAYS, panels::fullScreen);
    add(
        "theme",
        Bindings.when(shell.appearance().darkProperty())
            .then(texts.get("action.light"))
            .otherwise(texts.get("action.dark")),
        "fth-sun",
        "Shortcut+T",
        ALWAYS,
        shell.appearance()::flipTheme);
    add(
        "theme-system",
        "fth-monitor",
        null,
        ALWAYS,
        () -> shell.appearance().followSystemProperty().set(true));
    for (Locale l : Texts.LANGUAGES) {
      add(
          "language-" + l.getLanguage(),
          new SimpleStringProperty(l.getDisplayLanguage(l)),
          "fth-globe",
          null,
          ALWAYS,
          () -> shell.appearance().speak(l));
    }
  }

  private static void flip(BooleanProperty p) {
    p.set(!p.get());
  }

  private static void swapLayer(ShellViewModel shell) {
    var p = shell.canvas().activeProperty();
    boolean plane =
        shell.render().catalog().inputProperty().get().kind().form() == ConditionKind.Form.PLANE;
    p.set(
        p.get() != ActiveLayer.MASK
            ? ActiveLayer.MASK
            : plane ? ActiveLayer.PLANE : ActiveLayer.LAYOUT);
  }

  private Action tool(CanvasViewModel canvas, Tool tool) {
    String[] look =
        switch (tool) {
          case BRUSH -> new String[] {"mdi2b-brush", "B"};
          case ERASER -> new String[] {"mdi2e-eraser", "E"};
          case FILL -> new String[] {"mdi2f-format-color-fill", "G"};
          case RECTANGLE -> new String[] {"mdi2r-rectangle-outline", "U"};
          case ELLIPSE -> new String[] {"mdi2e-ellipse-outline", "O"};
          case LASSO -> new String[] {"mdi2l-lasso", "L"};
          case POLYGON -> new String[] {"mdi2v-vector-polygon", "P"};
          case GRADIENT -> new String[] {"mdi2g-gradient-horizontal", "D"};
          case MOVE -> new String[] {"mdi2c-cursor-move", "V"};
          case POSE -> new String[] {"mdi2h-human", "J"};
          case BOX -> new String[] {"mdi2v-vector-rectangle", "Y"};
          case PICKER -> new String[] {"mdi2e-eyedropper", "I"};
          case HAND -> new String[] {"mdi2h-hand-back-right-outline", "H"};
          case ZOOM -> new String[] {"mdi2m-magnify-plus-outline", "Z"};
          case TOKENS -> new String[] {"fth-grid", "T"};
        };
    return add(
        "tool-" + tool.id(),
        new SimpleStringProperty(texts.get("tool." + tool.id())),
        look[0],
        look[1],
        ALWAYS,
        () -> canvas.toolProperty().set(tool));
  }

  private void add(
      String id, String icon, @Nullable String key, ObservableBooleanValue enabled, Runnable run) {
    add(id, new SimpleStringProperty(texts.get("action." + id)), icon, key, enabled, run);
  }

  private Action add(
      String id,
      ObservableStringValue text,
      String icon,
      @Nullable String key,
      ObservableBooleanValue enabled,
      Runnable run) {
    Action action =
        new Action(id, text, icon, key == null ? null : KeyCombination.valueOf(key), enabled, run);
    all.put(id, action);
    return action;
  }

  /** Such as "Undo Brush". */
  private StringBinding named(String key, ObservableStringValue step) {
    return Bindings.createStringBinding(
        () -> step.get().isEmpty() ? texts.get(key) : texts.get(key + ".step", step.get()), step);
  }

  /**
   * The action of an id.
   *
   * @throws IllegalArgumentException if there is none
   */
  Action get(String id) {
    Action action = all.get(id);
    if (action == null) {
      throw new IllegalArgumentException("no action " + id);
    }
    return action;
  }

  /** In the order of the tools. */
  List<Action> tools() {
    return List.copyOf(tools);
  }

  /** In the order of declaration. */
  List<Action> all() {
    return List.copyOf(all.values());
  }
}
