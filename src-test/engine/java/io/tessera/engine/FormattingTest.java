package io.tessera.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java file stands as google-java-format writes it. {@code ./mvnw -pl engine/core -am test
 * -Dtest=FormattingTest -Dtessera.format=true} rewrites those that do not.
 */
class FormattingTest {
  private static final Path ROOT = Path.of(System.getProperty("tessera.root"));

  @Test
  void everyFileIsFormatted() throws Exception {
    boolean rewrite = Boolean.getBoolean("tessera.format");
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> wrong = new ArrayList<>();
    for (String module :
        List.of(
            "engine/api/src",
            "engine/core/src",
            "engine/server/src",
            "engine/spark/src",
            "assets/src",
            "app/src",
            "src-test")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String source = Files.readString(file);
          String tidy =
              formatter.formatSource(
                  RemoveUnusedImports.removeUnusedImports(
                      ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE)));
          if (!tidy.equals(source)) {
            wrong.add(ROOT.relativize(file));
            if (rewrite) {
              Files.writeString(file, tidy);
            }
          }
        }
      }
    }
    assertThat(rewrite ? List.of() : wrong).as("files that are not formatted").isEmpty();
  }
}
