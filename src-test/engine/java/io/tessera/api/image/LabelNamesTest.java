package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.Palette.Material;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelNamesTest {
  @TempDir private Path folder;

  private Palette read(String text) throws IOException {
    return LabelNames.read(Files.writeString(folder.resolve("own.yaml"), text));
  }

  @Test
  void aListIsInTheOrderOfTheLabels() throws IOException {
    Palette p = read("- sky\n- {name: road, color: '#80a0C0'}\n- tree\n");
    assertThat(p.name()).isEqualTo("own");
    assertThat(p.materials()).extracting(Material::label).containsExactly(0, 1, 2);
    assertThat(p.materials()).extracting(Material::name).containsExactly("sky", "road", "tree");
    assertThat(p.of(1).orElseThrow().rgb()).isEqualTo(0x80a0c0);
    assertThat(p.materials()).extracting(Material::rgb).doesNotHaveDuplicates();
    assertThat(read("labels:\n  - sky\n").materials()).hasSize(1);
  }

  @Test
  void aMappingHasTheirNumbers() throws IOException {
    Palette p = read("labels: {7: road, 0: {name: sky, color: '#0000ff'}, 255: anything}");
    assertThat(p.of(7).orElseThrow().name()).isEqualTo("road");
    assertThat(p.of(0).orElseThrow().rgb()).isEqualTo(0xff);
    assertThat(p.of(255)).isPresent();
    assertThat(read("{\"labels\": [\"a\", \"b\"]}").materials()).hasSize(2);
  }

  @Test
  void aPaletteIsReadAsItIsWritten() throws IOException {
    Palette p = Palette.notebook(5);
    assertThat(read(p.toJson())).isEqualTo(p);
  }

  @Test
  void manyLabelsHaveColoursThatDiffer() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < 60; k++) {
      text.append("- label").append(k).append('\n');
    }
    assertThat(read(text.toString()).materials())
        .hasSize(60)
        .extracting(Material::rgb)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsWrongIsSaidInOneLine() {
    for (String[] odd :
        new String[][] {
          {"", "1 to 256"},
          {"[]", "1 to 256"},
          {"- {name: a, color: blue}", "'blue' is no colour"},
          {"{300: a}", "'300' is no label"},
          {"{a: b}", "'a' is no label"},
          {"{0: a, 1: {label: 0, name: b}}", "twice"},
          {"[", "no YAML"},
          {"[".repeat(50_000), ""}
        }) {
      assertThatThrownBy(() -> read(odd[0]))
          .as(odd[0].substring(0, Math.min(20, odd[0].length())))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(odd[1])
          .hasMessageNotContaining("\n");
    }
  }
}
