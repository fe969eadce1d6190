package io.tessera.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngFile;
import io.tessera.app.TinyModels;
import io.tessera.assets.Assets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What commands write is the same whatever language the machine speaks. */
class EveryLanguageTest {
  private final Locale before = Locale.getDefault();

  @TempDir private Path folder;

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  private static void run(String... args) {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(new StringWriter(), true));
    line.setErr(new PrintWriter(err, true));
    assertThat(line.execute(args)).as(err.toString()).isZero();
  }

  /** All that commands write for one language, but for times. */
  private String written(String language) throws Exception {
    Locale.setDefault(Locale.forLanguageTag(language));
    Path out = Files.createDirectories(folder.resolve(language));
    Path layout = out.resolve("layout.png");
    LabelMap map = LabelMap.filled(48, 40, 3);
    PngFile.write(map, Assets.landscapePalette(), layout);
    String model = TinyModels.FOLDER.resolve(TinyModels.LAYOUT).toString();
    String[] threads = {"--threads", "2", "--precision", "f32", "--device", "cpu"};
    run(
        join(
            threads,
            "render",
            "--model",
            model,
            "--layout",
            layout.toString(),
            "--candidates",
            "2",
            "--report",
            out.resolve("r.json").toString(),
            "-o",
            out.resolve("o.png").toString()));
    run(
        join(
            threads,
            "tokens",
            "--model",
            model,
            out.resolve("o-1.png").toString(),
            "-o",
            out.resolve("t.csv").toString()));
    JsonNode report = new JsonMapper().readTree(out.resolve("r.json").toFile());
    return report.get("mean_nll_bits").asText()
        + report.get("tokens")
        + Files.readString(out.resolve("t.csv"))
        + PngFile.texts(out.resolve("o-2.png"));
  }

  private static String[] join(String[] more, String... args) {
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return all;
  }

  @Test
  void filesAreTheSame() throws Exception {
    String plain = written("en");
    assertThat(plain).contains(".");
    for (String language : new String[] {"ar-EG", "de-DE", "tr-TR", "fa-IR"}) {
      assertThat(written(language)).as(language).isEqualTo(plain);
    }
  }
}
