package io.tessera.app.shell;

import io.tessera.app.controls.Forms;
import io.tessera.app.render.RenderedPicture;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.jspecify.annotations.Nullable;

/** Pictures for other programs, and of them. */
final class Clipboards {
  private Clipboards() {}

  /** Opens the files, or takes the picture, that another program has copied or is dragging. */
  static boolean take(Clipboard from, ShellViewModel shell) {
    if (from.hasFiles()) {
      from.getFiles().forEach(file -> shell.opening().open(file.toPath()));
      return true;
    }
    if (from.hasImage()) {
      shell.opening().paste(Forms.pixels(from.getImage()));
      return true;
    }
    return false;
  }

  static void copy(@Nullable RenderedPicture picture) {
    if (picture != null) {
      ClipboardContent content = new ClipboardContent();
      content.putImage(Forms.image(picture.image()));
      Clipboard.getSystemClipboard().setContent(content);
    }
  }
}
