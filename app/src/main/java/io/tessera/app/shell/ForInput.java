package io.tessera.app.shell;

import io.tessera.api.ModelInput;
import javafx.scene.Node;

/** What is of use for models of one kind alone. */
final class ForInput {
  private ForInput() {}

  /** Shows a node while the chosen model makes its pictures from this, and no other time. */
  static <N extends Node> N only(ShellViewModel shell, ModelInput.Kind kind, N node) {
    shell
        .render()
        .catalog()
        .inputProperty()
        .subscribe(
            input -> {
              node.setVisible(input.kind() == kind);
              node.setManaged(input.kind() == kind);
            });
    return node;
  }
}
