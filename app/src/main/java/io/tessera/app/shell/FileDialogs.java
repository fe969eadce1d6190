package io.tessera.app.shell;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Asks for files; remembers the folder. */
final class FileDialogs {
  private final Supplier<@Nullable Window> owner;
  private @Nullable File folder;

  FileDialogs(Supplier<@Nullable Window> owner) {
    this.owner = owner;
  }

  Optional<Path> open() {
    FileChooser chooser = chooser("Open a layout or a picture");
    chooser
        .getExtensionFilters()
        .add(new ExtensionFilter("Pictures and layouts", "*.png", "*.jpg", "*.jpeg", "*.bmp"));
    return remember(chooser.showOpenDialog(owner.get()));
  }

  Optional<Path> save(String title, String name) {
    FileChooser chooser = chooser(title);
    chooser.setInitialFileName(name);
    chooser.getExtensionFilters().add(new ExtensionFilter("PNG", "*.png"));
    return remember(chooser.showSaveDialog(owner.get())).map(FileDialogs::withEnding);
  }

  private FileChooser chooser(String title) {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(title);
    if (folder != null && folder.isDirectory()) {
      chooser.setInitialDirectory(folder);
    }
    return chooser;
  }

  private Optional<Path> remember(@Nullable File file) {
    if (file != null) {
      folder = file.getParentFile();
    }
    return Optional.ofNullable(file).map(File::toPath);
  }

  private static Path withEnding(Path file) {
    return file.toString().toLowerCase(java.util.Locale.ROOT).endsWith(".png")
        ? file
        : file.resolveSibling(file.getFileName() + ".png");
  }
}
