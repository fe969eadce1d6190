package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training writes is the same whatever language the machine speaks, and can be resumed. */
class EveryLanguageTest {
  private final Locale before = Locale.getDefault();

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  private static String train(Path folder) throws IOException {
    String config = TinyTraining.pictures(2, "0").replace("sheet_minutes: 60", "sheet_minutes: 0");
    Path file = TinyTraining.write(folder.resolve("c.yaml"), config);
    TinyTraining.train(file, folder.resolve("run"), false);
    TinyTraining.write(file, config.replace("steps: 2", "steps: 3"));
    TinyTraining.train(file, folder.resolve("run"), true);
    assertThat(folder.resolve("run/curves.png")).exists();
    assertThat(folder.resolve("run/model/model.safetensors")).exists();
    return Files.readString(folder.resolve("run/losses.csv"))
        + Files.readString(folder.resolve("run/measures.csv"));
  }

  @Test
  void lossesAreWrittenWithPoints(@TempDir Path folder) throws IOException {
    Locale.setDefault(Locale.ROOT);
    String plain = train(folder.resolve("root"));
    assertThat(plain).contains(".");
    for (String language : new String[] {"ar-EG", "de-DE", "tr-TR", "fa-IR"}) {
      Locale.setDefault(Locale.forLanguageTag(language));
      assertThat(train(folder.resolve(language))).as(language).isEqualTo(plain);
    }
  }
}
