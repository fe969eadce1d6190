package io.tessera.app.shell;

import io.tessera.app.document.ProjectFile;
import io.tessera.app.text.Texts;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** Asks for files; remembers the folder. */
final class FileDialogs {
  private final Supplier<@Nullable Window> owner;
  private final Texts texts;
  private @Nullable File folder;

  FileDialogs(Supplier<@Nullable Window> owner, Texts texts) {
    this.owner = owner;
    this.texts = texts;
  }

  Optional<Path> open() {
    FileChooser chooser = chooser("dialog.open");
    chooser
        .getExtensionFilters()
        .addAll(
            new ExtensionFilter(
                texts.get("dialog.all"),
                bothCases(
                    "tessera",
                    "png",
                    "jpg",
                    "jpeg",
                    "webp",
                    "bmp",
                    "gif",
                    "tif",
                    "tiff",
                    "npy",
                    "npz",
                    "pfm",
                    "exr",
                    "json",
                    "yaml",
                    "yml",
                    "ckpt",
                    "safetensors",
                    "pt",
                    "pth",
                    "bin")),
            new ExtensionFilter(texts.get("dialog.projects"), "*.tessera"),
            new ExtensionFilter(texts.get("dialog.any"), "*.*", "*"));
    return remember(chooser.showOpenDialog(owner.get()));
  }

  Optional<Path> openMask() {
    FileChooser chooser = chooser("dialog.mask");
    chooser
        .getExtensionFilters()
        .addAll(
            new ExtensionFilter(
                texts.get("dialog.pictures"),
                bothCases("png", "jpg", "jpeg", "webp", "bmp", "gif", "tif", "tiff")),
            new ExtensionFilter(texts.get("dialog.any"), "*.*", "*"));
    return remember(chooser.showOpenDialog(owner.get()));
  }

  /** Cameras write .JPG, and on Linux a pattern means the letters that it has. */
  private static List<String> bothCases(String... endings) {
    return Arrays.stream(endings)
        .flatMap(e -> Stream.of("*." + e, "*." + e.toUpperCase(Locale.ROOT)))
        .toList();
  }

  /** For {@code tessera render --labels}. */
  Optional<Path> saveLabels() {
    return saveAs("mapping.save", "labels.json", new ExtensionFilter("JSON", "*.json"));
  }

  Optional<Path> openModel() {
    FileChooser chooser = chooser("models.import");
    chooser
        .getExtensionFilters()
        .add(
            new ExtensionFilter(
                texts.get("dialog.weights"), "*.ckpt", "*.safetensors", "*.pt", "*.pth", "*.bin"));
    return remember(chooser.showOpenDialog(owner.get()));
  }

  Optional<Path> openToken() {
    return remember(chooser("engine.token").showOpenDialog(owner.get()));
  }

  Optional<Path> openDepthNetwork() {
    FileChooser chooser = chooser("dialog.depth-network");
    chooser
        .getExtensionFilters()
        .add(
            new ExtensionFilter(texts.get("dialog.torchscript"), "*.pt", "*.pth", "*.torchscript"));
    return remember(chooser.showOpenDialog(owner.get()));
  }

  Optional<Path> saveProject() {
    FileChooser chooser = chooser("dialog.save-project");
    chooser.setInitialFileName(texts.get("dialog.project-name") + ProjectFile.ENDING);
    chooser
        .getExtensionFilters()
        .add(new ExtensionFilter(texts.get("dialog.projects"), "*" + ProjectFile.ENDING));
    return remember(chooser.showSaveDialog(owner.get()))
        .map(f -> withEnding(f, ProjectFile.ENDING));
  }

  Optional<Path> savePicture(String name) {
    return saveAs(
        "dialog.export",
        name,
        new ExtensionFilter("PNG", "*.png"),
        new ExtensionFilter("JPEG", "*.jpg"),
        new ExtensionFilter("TIFF", "*.tif"),
        new ExtensionFilter("WebP", "*.webp"),
        new ExtensionFilter("OpenRaster (Krita, GIMP)", "*.ora"));
  }

  /**
   * @param name proposed, without ending
   */
  Optional<Path> saveAnimation(String name) {
    return saveAs(
        "dialog.export-animation",
        name + ".png",
        new ExtensionFilter("APNG", "*.png"),
        new ExtensionFilter("GIF", "*.gif"));
  }

  /**
   * @param key of the title
   * @param name proposed, with its ending
   */
  Optional<Path> save(String key, String name) {
    FileChooser chooser = chooser(key);
    chooser.setInitialFileName(name);
    String ending = name.substring(name.lastIndexOf('.'));
    chooser
        .getExtensionFilters()
        .add(new ExtensionFilter(ending.substring(1).toUpperCase(Locale.ROOT), "*" + ending));
    return remember(chooser.showSaveDialog(owner.get())).map(f -> withEnding(f, ending));
  }

  /** The chosen format's ending is added where there is none. */
  private Optional<Path> saveAs(String key, String name, ExtensionFilter... formats) {
    FileChooser chooser = chooser(key);
    chooser.setInitialFileName(name);
    chooser.getExtensionFilters().addAll(formats);
    File file = chooser.showSaveDialog(owner.get());
    ExtensionFilter chosen = chooser.getSelectedExtensionFilter();
    String ending = (chosen == null ? formats[0] : chosen).getExtensions().getFirst().substring(1);
    return remember(file).map(f -> hasEnding(f) ? f : withEnding(f, ending));
  }

  private FileChooser chooser(String key) {
    FileChooser chooser = new FileChooser();
    chooser.setTitle(texts.get(key));
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

  private static boolean hasEnding(Path file) {
    return String.valueOf(file.getFileName())
        .toLowerCase(Locale.ROOT)
        .matches(".*\\.(png|jpe?g|tiff?)");
  }

  private static Path withEnding(Path file, String ending) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(ending)
        ? file
        : file.resolveSibling(file.getFileName() + ending);
  }
}
