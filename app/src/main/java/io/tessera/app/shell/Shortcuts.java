package io.tessera.app.shell;

import io.tessera.app.canvas.CanvasView;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;

/**
 * Keys of the whole window: those of the actions, brush sizes, materials, and space for the hand.
 */
final class Shortcuts {
  private final ShellViewModel shell;
  private final CanvasView canvas;
  private final Actions actions;
  private final BooleanSupplier covered;

  /** Nanoseconds below which a key was tapped, not held. */
  private static final long TAP = 350_000_000L;

  private @Nullable Held held;

  /**
   * @param covered whether a card lies over the window and has the keyboard to itself
   */
  Shortcuts(ShellViewModel shell, CanvasView canvas, Actions actions, BooleanSupplier covered) {
    this.shell = shell;
    this.canvas = canvas;
    this.actions = actions;
    this.covered = covered;
  }

  void install(Node root) {
    root.addEventFilter(KeyEvent.KEY_PRESSED, this::pressed);
    root.addEventFilter(KeyEvent.KEY_RELEASED, this::released);
  }

  private void released(KeyEvent e) {
    if (e.getCode() == KeyCode.SPACE) {
      canvas.holdSpace(false);
    }
    Held now = held;
    if (now != null && now.code == e.getCode()) {
      held = null;
      if (System.nanoTime() - now.since > TAP) {
        now.action.perform(); // held to look: as it was before
      }
    }
  }

  /** A key that is down, of an action that is undone when it was held. */
  private record Held(KeyCode code, Action action, long since) {}

  private void pressed(KeyEvent e) {
    if (covered.getAsBoolean()) {
      return;
    }
    if (e.getCode() == KeyCode.ESCAPE && shell.canvas().hasPolygon()) {
      shell.canvas().endPolygon(false); // before it reaches the render
      e.consume();
      return;
    }
    boolean typing = e.getTarget() instanceof TextInputControl;
    for (Action a : actions.all()) {
      // While a text is typed, only chords and Escape are commands.
      boolean plain =
          a.key() instanceof KeyCodeCombination k
              && k.getShortcut() != KeyCodeCombination.ModifierValue.DOWN
              && k.getCode() != KeyCode.ESCAPE;
      if (a.key() != null && Chords.match(a.key(), e) && !(typing && (plain || isTextCommand(a)))) {
        if (a.enabled().get() && (held == null || held.code != e.getCode())) {
          a.perform();
          if (a.id().equals("flip")) {
            held = new Held(e.getCode(), a, System.nanoTime());
          }
        }
        if (a.enabled().get()) {
          e.consume();
        }
        return;
      }
    }
    if (!typing && !e.isShortcutDown() && !e.isAltDown()) {
      plain(e);
    }
  }

  /** Undo, redo and copying of a text field belong to the field. */
  private boolean isTextCommand(Action a) {
    return a.id().equals("undo")
        || a.id().equals("redo")
        || a.id().equals("copy-picture")
        || a.id().equals("paste");
  }

  private void plain(KeyEvent e) {
    switch (e.getCode()) {
      case OPEN_BRACKET -> shell.canvas().growBrush(false);
      case CLOSE_BRACKET -> shell.canvas().growBrush(true);
      case SPACE -> canvas.holdSpace(true);
      case ENTER -> {
        if (!shell.canvas().hasPolygon()) {
          return;
        }
        shell.canvas().endPolygon(true);
      }
      case BACK_SPACE -> shell.canvas().dropCorner();
      default -> {
        if (e.getCode().isDigitKey()
            && e.getCode() != KeyCode.DIGIT0
            && e.getCode() != KeyCode.NUMPAD0) {
          shell
              .palette()
              .choose(e.getCode().getName().charAt(e.getCode().getName().length() - 1) - '1');
        } else {
          return;
        }
      }
    }
    e.consume();
  }
}
