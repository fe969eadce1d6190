package io.tessera.app.shell;

import io.tessera.api.ConditionKind;
import java.util.function.Predicate;
import javafx.scene.Node;

/** What is of use for models of one kind alone. */
final class ForInput {
  private ForInput() {}

  /** Shows a node while the chosen model makes its pictures from this, and no other time. */
  static <N extends Node> N only(ShellViewModel shell, ConditionKind kind, N node) {
    return only(shell, chosen -> chosen == kind, node);
  }

  /** The same for several kinds. */
  static <N extends Node> N only(ShellViewModel shell, Predicate<ConditionKind> wanted, N node) {
    shell
        .render()
        .catalog()
        .inputProperty()
        .subscribe(
            input -> {
              boolean wants = wanted.test(input.kind());
              node.setVisible(wants);
              node.setManaged(wants);
            });
    return node;
  }
}
