package io.tessera.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImportTest {
  @TempDir private Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, name);
  }

  /** The original's logs: RUN/checkpoints/last.ckpt and RUN/configs/…-project.yaml. */
  @Test
  void aRunOfTheOriginalIsTakenUnderItsName() throws IOException {
    Path weights = file("2020-sflckr/checkpoints/last.ckpt");
    file("2020-sflckr/configs/2020-project.yaml");
    file("2020-sflckr/configs/2020-lightning.yaml");
    Path models = folder.resolve("models");
    assertThat(ModelImport.take(weights, models)).isEqualTo("2020-sflckr");
    assertThat(models.resolve("2020-sflckr/last.ckpt")).exists();
    assertThat(models.resolve("2020-sflckr/2020-sflckr.yaml"))
        .hasContent("2020-sflckr/configs/2020-project.yaml");
    assertThatThrownBy(() -> ModelImport.take(weights, models))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("already");
  }

  @Test
  void theConfigurationMustBePlain() throws IOException {
    Path weights = file("a/mine.safetensors");
    assertThatThrownBy(() -> ModelImport.take(weights, folder.resolve("models")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no .yaml beside");
    file("a/one.yaml");
    file("a/two.yaml");
    assertThatThrownBy(() -> ModelImport.take(weights, folder.resolve("models")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("mine.yaml");
    file("a/mine.yaml");
    assertThat(ModelImport.take(weights, folder.resolve("models"))).isEqualTo("mine");
  }
}
