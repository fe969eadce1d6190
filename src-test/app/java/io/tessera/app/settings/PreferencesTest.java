package io.tessera.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two studios at once keep each other's settings. */
class PreferencesTest {
  @TempDir private Path folder;

  @Test
  void whatEachWindowChangedIsKept() throws IOException {
    Path file = folder.resolve("studio.json");
    Preferences first = new Preferences(file);
    first.put("dark", true);
    first.put("brush", 64);
    first.putTexts("presets", Map.of("night", "a"));
    first.save();
    Path one = Files.createFile(folder.resolve("one.png"));
    Path two = Files.createFile(folder.resolve("two.png"));

    Preferences left = new Preferences(file);
    Preferences right = new Preferences(file);
    left.put("dark", false);
    left.put("brush", 64); // as it was
    left.putTexts("presets", Map.of("night", "a", "fog", "b"));
    left.opened(one);
    right.put("dark", true); // as it was
    right.put("brush", 32);
    right.putTexts("presets", Map.of("day", "c"));
    right.opened(two);
    left.save();
    right.save();

    Preferences after = new Preferences(file);
    assertThat(after.flag("dark", true)).isFalse();
    assertThat(after.number("brush", 0)).isEqualTo(32);
    assertThat(after.texts("presets")).isEqualTo(Map.of("fog", "b", "day", "c"));
    assertThat(after.recent()).containsExactlyInAnyOrder(one, two);
  }

  @Test
  void aDamagedFileIsAsGoodAsNone() throws IOException {
    Path file = Files.writeString(folder.resolve("studio.json"), "{ no json");
    Preferences p = new Preferences(file);
    p.put("dark", false);
    p.save();
    assertThat(new Preferences(file).flag("dark", true)).isFalse();
  }
}
