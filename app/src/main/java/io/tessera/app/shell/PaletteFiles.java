package io.tessera.app.shell;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelTable;
import io.tessera.api.image.Palette;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.palette.Palettes;
import java.nio.file.Path;

/** Palettes and label tables in files. Used on the FX thread, works off it. */
public final class PaletteFiles {
  private final PaletteViewModel palette;
  private final FileWork work;

  PaletteFiles(PaletteViewModel palette, FileWork work) {
    this.palette = palette;
    this.work = work;
  }

  void take(Path file) {
    work.run("open", () -> palette.palettes().take(file), this::choose);
  }

  /** Takes a palette; what is wrong with its file is told. */
  public void choose(String id) {
    try {
      palette.use(id);
    } catch (InputException e) {
      work.tell(e);
    }
  }

  /** Writes the palette, to be edited and opened under another name. */
  public void save(Path file) {
    Palette now = palette.paletteProperty().get();
    work.run("export", () -> Palettes.write(now, file));
  }

  /** Writes what an import's values mean, for the command line and for others. */
  public void saveLabels(LabelTable table, Path file) {
    Palette to = palette.paletteProperty().get();
    work.run("export", () -> table.write(file, to));
  }
}
