package io.tessera.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of models: odd ones are named with the reason, and all others work. */
class ModelLibraryTest {
  @TempDir private Path folder;
  private ModelLibrary library;

  @BeforeEach
  void open() throws IOException {
    library = new ModelLibrary(List.of(folder, folder.resolve("none")));
    model("good", "model.yaml");
  }

  private void model(String name, String... configs) throws IOException {
    Path model = Files.createDirectories(folder.resolve(name));
    for (String config : configs) {
      Files.writeString(model.resolve(config), "model: {target: x}");
    }
    Files.writeString(model.resolve("weights.ckpt"), "");
  }

  @Test
  void severalConfigurationsMakeAFolderFaultyAndNothingElse() throws IOException {
    model("odd", "a.yaml", "b.yaml");
    assertThat(library.models()).extracting(ModelFolder::name).containsExactly("good");
    assertThat(library.faulty())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.name()).isEqualTo("odd");
              assertThat(f.reason()).contains("a.yaml, b.yaml").contains("model.yaml");
            });
    assertThat(library.find("good").configs()).hasSize(1);
    assertThatThrownBy(() -> library.find("odd"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("several .yaml files");
    assertThatThrownBy(() -> library.find("nothing\0"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("good");
  }

  @Test
  void theOriginalsPairIsOneConfiguration() throws IOException {
    model("pair", "2020-11-09T13-31-51-project.yaml", "2020-11-09T13-31-51-lightning.yaml");
    assertThat(library.find("pair").configs()).singleElement().asString().endsWith("project.yaml");
    assertThat(library.faulty()).isEmpty();
  }

  @Test
  void theOneNamedModelOrLikeTheWeightsIsTaken() throws IOException {
    model("named", "model.yaml", "training.yaml");
    model("alike", "weights.yaml", "other.yaml");
    assertThat(library.find("named").configs()).singleElement().asString().endsWith("model.yaml");
    assertThat(ModelFolder.at(folder.resolve("alike/weights.ckpt")).configs())
        .singleElement()
        .asString()
        .endsWith("weights.yaml");
  }
}
