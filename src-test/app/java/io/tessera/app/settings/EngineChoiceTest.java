package io.tessera.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.Schedule;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineChoiceTest {
  @TempDir private Path folder;

  @Test
  void whatIsSavedComesBackAndNothingIsTheDefault() {
    Path file = folder.resolve("new/engine.json");
    assertThat(EngineChoice.load(file)).isEqualTo(EngineChoice.DEFAULT);
    EngineChoice choice = new EngineChoice("bf16", 3, 900, Schedule.EXACT);
    assertThat(choice.save(file)).isEqualTo(file);
    assertThat(EngineChoice.load(file)).isEqualTo(choice);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"schedule\": \"soon\"}"})
  void aDamagedFileIsNamed(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("engine.json"), text);
    assertThatThrownBy(() -> EngineChoice.load(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("delete");
  }
}
