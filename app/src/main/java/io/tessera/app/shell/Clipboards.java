package io.tessera.app.shell;

import io.tessera.app.controls.Forms;
import io.tessera.app.render.RenderedPicture;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.jspecify.annotations.Nullable;

/** Pictures for other programs. */
final class Clipboards {
  private Clipboards() {}

  static void copy(@Nullable RenderedPicture picture) {
    if (picture != null) {
      ClipboardContent content = new ClipboardContent();
      content.putImage(Forms.image(picture.image()));
      Clipboard.getSystemClipboard().setContent(content);
    }
  }
}
