package io.tessera.app.shell;

import io.tessera.app.settings.Preferences;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.scene.Node;
import javafx.stage.Stage;

/** Which panels are open; remembered. */
final class Panels {
  private final BooleanProperty side;
  private final BooleanProperty gallery;
  private final Supplier<Node> root;

  /**
   * @param root a node of the window
   */
  Panels(Preferences preferences, Supplier<Node> root) {
    this.root = root;
    this.side = remembered(preferences, "panel.side");
    this.gallery = remembered(preferences, "panel.gallery");
  }

  private static BooleanProperty remembered(Preferences preferences, String key) {
    BooleanProperty p = new SimpleBooleanProperty(preferences.flag(key, true));
    p.addListener((o, before, now) -> preferences.put(key, (boolean) now));
    return p;
  }

  BooleanProperty sideProperty() {
    return side;
  }

  BooleanProperty galleryProperty() {
    return gallery;
  }

  void fullScreen() {
    if (root.get().getScene() != null && root.get().getScene().getWindow() instanceof Stage s) {
      s.setFullScreen(!s.isFullScreen());
    }
  }
}
