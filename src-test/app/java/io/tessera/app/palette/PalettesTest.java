package io.tessera.app.palette;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.Palette;
import io.tessera.assets.Assets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PalettesTest {
  @TempDir private Path folder;

  @Test
  void aPaletteIsExportedEditedAndTakenIn() throws IOException {
    Palettes palettes = new Palettes(folder.resolve("own"));
    assertThat(palettes.ids()).isEqualTo(Assets.PALETTES);
    Path file = folder.resolve("My Alps.json");
    Palettes.write(Assets.landscapePalette(), file);
    Files.writeString(file, Files.readString(file).replace("\"Mountain\"", "\"Matterhorn\""));
    assertThat(palettes.take(file)).isEqualTo("my-alps");
    assertThat(palettes.ids()).endsWith("my-alps").hasSize(Assets.PALETTES.size() + 1);
    Palette own = palettes.get("my-alps");
    assertThat(own.of(3).orElseThrow().name()).isEqualTo("Matterhorn");
    assertThat(own.of(4)).isEqualTo(Assets.landscapePalette().of(4));
  }

  @Test
  void whatIsNoPaletteIsTold() throws IOException {
    Palettes palettes = new Palettes(folder.resolve("own"));
    Path empty = Files.writeString(folder.resolve("e.json"), "{}");
    assertThatThrownBy(() -> palettes.take(empty))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 to 256 labels");
    Path taken = folder.resolve("ADE20K.json");
    Palettes.write(Assets.landscapePalette(), taken);
    assertThatThrownBy(() -> palettes.take(taken))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bundled");
    assertThat(palettes.has("nonesuch")).isFalse();
  }
}
