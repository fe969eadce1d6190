package io.tessera.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.RenderRequest;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Npy;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import io.tessera.app.RandomModels;
import io.tessera.app.TinyModels;
import io.tessera.assets.Assets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that scripts rely on. */
class CommandLineTest {
  private static final String MODEL = TinyModels.FOLDER.resolve(TinyModels.LAYOUT).toString();
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path layout;

  @BeforeEach
  void paint() {
    byte[] labels = new byte[48 * 40];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i / 48 / 10);
    }
    layout = folder.resolve("layout.png");
    PngFile.write(new LabelMap(48, 40, labels), Assets.landscapePalette(), layout);
  }

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void renderWritesPictureTokensAndReport() throws Exception {
    int code =
        run(
            "render",
            "--model",
            MODEL,
            "--layout",
            layout.toString(),
            "--schedule",
            "exact",
            "--seed",
            "5",
            "--top-k",
            "20",
            "--precision",
            "f32",
            "--device",
            "cpu",
            "--threads",
            "2",
            "--tokens",
            file("t.npy"),
            "--report",
            file("r.json"),
            "-o",
            file("o.png"));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    RgbImage image = PictureFile.read(folder.resolve("o.png"));
    assertThat(image.width()).isEqualTo(48);
    assertThat(image.height()).isEqualTo(40);
    Npy tokens = Npy.read(folder.resolve("t.npy"));
    assertThat(tokens.shape()).containsExactly(20, 24);
    JsonNode report = new JsonMapper().readTree(folder.resolve("r.json").toFile());
    for (String key :
        new String[] {
          "model",
          "device",
          "precision",
          "threads",
          "schedule",
          "width",
          "height",
          "tokens",
          "seconds_load",
          "seconds_sampling",
          "seconds_decode",
          "tokens_per_second",
          "mean_nll_bits",
          "peak_rss_mb"
        }) {
      assertThat(report.has(key)).as(key).isTrue();
    }
    assertThat(report.get("tokens").asInt()).isEqualTo(480);
    assertThat(report.get("precision").asText()).isEqualTo("f32");
    RenderRequest request =
        RequestJson.read(PngFile.texts(folder.resolve("o.png")).get(RequestJson.PNG_KEYWORD));
    assertThat(request.seed()).isEqualTo(5);

    // The reference schedule draws the same tokens; decode gives the same picture.
    assertThat(
            run(
                "render",
                "--model",
                MODEL,
                "--layout",
                layout.toString(),
                "--seed",
                "5",
                "--top-k",
                "20",
                "--precision",
                "f32",
                "--schedule",
                "reference",
                "--tokens",
                file("t2.npy"),
                "-o",
                file("o2.png")))
        .isZero();
    assertThat(Npy.read(folder.resolve("t2.npy")).ints()).isEqualTo(tokens.ints());
    assertThat(
            run(
                "decode",
                "--model",
                MODEL,
                "--tokens",
                file("t.npy"),
                "--precision",
                "f32",
                "-o",
                file("d.png")))
        .isZero();
    assertThat(PictureFile.read(folder.resolve("d.png"))).isEqualTo(image);
    assertThat(
            run(
                "encode",
                "--model",
                MODEL,
                "--image",
                file("o.png"),
                "--precision",
                "f32",
                "-o",
                file("e.npy")))
        .isZero();
    assertThat(Npy.read(folder.resolve("e.npy")).shape()).containsExactly(20, 24);
  }

  @Test
  void inspectAndConvert() throws Exception {
    assertThat(run("inspect", MODEL)).isZero();
    assertThat(out.toString()).contains("window").contains("sha256");
    assertThat(run("convert", MODEL, "-o", file("converted"))).isZero();
    assertThat(run("inspect", file("converted"))).isZero();
    assertThat(folder.resolve("converted/model.safetensors")).exists();
    // What tells of the codebook comes along.
    Path table =
        Files.writeString(folder.resolve("converted/codebook-usage.csv"), "entry,count\n1,2\n");
    assertThat(run("convert", file("converted"), "-o", file("again"))).isZero();
    assertThat(folder.resolve("again/codebook-usage.csv")).hasSameTextualContentAs(table);
  }

  @Test
  void scenesAreWrittenWithAllThatIsKnownOfThem() throws Exception {
    assertThat(run("scenes", "-n", "3", "--size", "64x48", "-o", file("scenes"))).isZero();
    assertThat(PictureFile.read(folder.resolve("scenes/scene-00002.png")).width()).isEqualTo(64);
    assertThat(Npy.read(folder.resolve("scenes/scene-00000-depth.npy")).shape())
        .containsExactly(48, 64);
    assertThat(PngFile.readLabels(folder.resolve("scenes/scene-00001-label.png")).height())
        .isEqualTo(48);
    JsonNode facts = new JsonMapper().readTree(folder.resolve("scenes/scene-00001.json").toFile());
    assertThat(facts.get("mood").asText()).isNotBlank();
    assertThat(facts.get("seed").asLong()).isEqualTo(2);
  }

  @Test
  void faultsOfTheInputAreOneLineAndExitOne() throws Exception {
    Path noise = Files.writeString(folder.resolve("noise.png"), "x");
    String[][] calls = {
      {"render", "--model", "nonesuch"},
      {"render", "--model", MODEL, "--layout", noise.toString()},
      {"render", "--model", MODEL, "--layout", file("missing.png")},
      {"render", "--model", MODEL, "--layout", layout.toString(), "--temperature", "0"},
      {"render", "--model", MODEL, "--layout", layout.toString(), "--schedule", "magic"},
      {"render", "--model", MODEL, "--layout", layout.toString(), "--precision", "f8"},
      {"render", "--model", MODEL, "--layout", layout.toString(), "--device", "cuda:9"},
      {"inspect", folder.toString()},
      {"decode", "--model", MODEL, "--tokens", noise.toString(), "-o", file("o.png")},
      {"train", file("none.yaml")},
      {"render", "--model", MODEL, "--layout", layout.toString(), "--mood", "dusk"},
      {"render", "--model", MODEL, "--layout", layout.toString(), "--guidance", "2"},
      {"render", "--model", MODEL, "--layout", layout.toString(), "--guidance", "-1"},
      {"evaluate", "--model", MODEL, "--scenes", "5", "--seed", "4611686018427387904"},
      {"evaluate", "--model", "nonesuch", "--scenes", "5", "--seed", "1"},
      {"evaluate", "--model", MODEL, "--data", folder.toString()},
    };
    for (String[] call : calls) {
      err.getBuffer().setLength(0);
      assertThat(run(call)).as(String.join(" ", call)).isEqualTo(2);
      assertThat(err.toString()).as(String.join(" ", call)).startsWith("tessera: ").hasLineCount(1);
    }
  }

  private static String[] with(String[] call, String... more) {
    return Stream.concat(Arrays.stream(call), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void wrongUsageExitsTwo() {
    assertThat(run("render", "--bogus")).isEqualTo(2);
    assertThat(run("render", "--size", "huge", "--model", MODEL)).isEqualTo(2);
    assertThat(run("encode")).isEqualTo(2);
    assertThat(run("evaluate", "--model", MODEL)).isEqualTo(2);
    assertThat(run("evaluate", "--model", MODEL, "--scenes", "3")).isEqualTo(2);
    String[] compared = {"evaluate", "--model", MODEL, "--scenes", "3", "--seed", "1"};
    assertThat(run(with(compared, "--schedules", "exact", "--nearest", file("n.png"))))
        .isEqualTo(2);
    assertThat(run(with(compared, "--schedules", "exact", "--features", file("f.pt"))))
        .isEqualTo(2);
    assertThat(err.toString()).contains("leave out --nearest, --features");
    assertThat(run("scenes", "-n", "0", "-o", file("s"))).isEqualTo(2);
    assertThat(run("--help")).isZero();
  }

  @Test
  void aPictureIsCompletedWhereItIsMasked() {
    byte[] rgb = new byte[48 * 40 * 3];
    new java.util.Random(2).nextBytes(rgb);
    RgbImage source = new RgbImage(48, 40, rgb);
    PngFile.write(source, folder.resolve("source.png"), java.util.Map.of());
    byte[] hole = new byte[48 * 40];
    for (int y = 16; y < 30; y++) {
      java.util.Arrays.fill(hole, y * 48 + 20, y * 48 + 40, (byte) 1);
    }
    PngFile.write(
        new LabelMap(48, 40, hole), Assets.landscapePalette(), folder.resolve("mask.png"));
    int code =
        run(
            "render",
            "--model",
            MODEL,
            "--layout",
            layout.toString(),
            "--precision",
            "f32",
            "--image",
            file("source.png"),
            "--mask",
            file("mask.png"),
            "-o",
            file("o.png"));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    RgbImage done = PictureFile.read(folder.resolve("o.png"));
    assertThat(done.crop(0, 0, 48, 16)).isEqualTo(source.crop(0, 0, 48, 16));
    assertThat(done.crop(40, 0, 8, 40)).isEqualTo(source.crop(40, 0, 8, 40));
    assertThat(done).isNotEqualTo(source);
    assertThat(run("render", "--model", MODEL, "--image", file("source.png"))).isEqualTo(2);
  }

  @Test
  void tokensOfAFolderAreCounted() throws Exception {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int n = 0; n < 2; n++) {
      byte[] rgb = new byte[32 * 32 * 3];
      new java.util.Random(n).nextBytes(rgb);
      PngFile.write(new RgbImage(32, 32, rgb), pictures.resolve(n + ".png"), java.util.Map.of());
    }
    int code =
        run(
            "tokens",
            "--model",
            MODEL,
            "--precision",
            "f32",
            pictures.toString(),
            "-o",
            file("u.json"));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString()).contains("2 pictures, 512 tokens");
    JsonNode use = new JsonMapper().readTree(folder.resolve("u.json").toFile());
    long sum = 0;
    for (JsonNode count : use.get("counts")) {
      sum += count.asLong();
    }
    assertThat(sum).isEqualTo(512);
    assertThat(run("tokens", "--model", MODEL, file("nothing"))).isEqualTo(2);
  }

  @Test
  void aDecodeThatDoesNotFitIsRefusedBeforeItIsSampled() {
    assertThat(
            run(
                "render",
                "--model",
                MODEL,
                "--layout",
                layout.toString(),
                "--precision",
                "f32",
                "--memory",
                "1",
                "-o",
                file("o.png")))
        .isEqualTo(2);
    assertThat(err.toString()).contains("GB of memory").contains("memory budget");
    assertThat(folder.resolve("o.png")).doesNotExist();
  }

  @Test
  void candidatesAreWrittenTheLikeliestFirst() {
    assertThat(
            run(
                "render",
                "--model",
                MODEL,
                "--layout",
                layout.toString(),
                "--candidates",
                "3",
                "--seed",
                "4",
                "--precision",
                "f32",
                "--device",
                "cpu",
                "-o",
                file("c.png")))
        .as(err.toString())
        .isZero();
    List<Double> bits = new ArrayList<>();
    Set<Long> seeds = new HashSet<>();
    for (int k = 1; k <= 3; k++) {
      Path picture = folder.resolve("c-" + k + ".png");
      seeds.add(RequestJson.read(PngFile.texts(picture).get(RequestJson.PNG_KEYWORD)).seed());
    }
    Matcher m = Pattern.compile("([\\d.]+) bits each").matcher(out.toString());
    while (m.find()) {
      bits.add(Double.parseDouble(m.group(1)));
    }
    assertThat(seeds).containsExactlyInAnyOrder(4L, 5L, 6L);
    assertThat(bits).hasSize(3).isSorted();
    assertThat(folder.resolve("c.png")).doesNotExist();
  }

  @Test
  void aConditionThatTheModelDoesNotTakeIsToldApart() throws IOException {
    Npy.of(new float[48 * 40], 40, 48).write(folder.resolve("d.npy"));
    assertThat(run("render", "--model", MODEL, "--depth", file("d.npy"), "--device", "cpu"))
        .isNotZero();
    assertThat(err.toString()).contains("needs a layout");
    err.getBuffer().setLength(0);
    assertThat(run("render", "--depth", file("d.npy"), "--class", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("one thing");
    err.getBuffer().setLength(0);
    assertThat(run("render", "--depth", file("d.npy"), "--depth-is", "metres")).isEqualTo(2);
    assertThat(err.toString()).contains("farness");
    err.getBuffer().setLength(0);
    RandomModels.write(folder.resolve("models"));
    String depth = file("models/" + RandomModels.DEPTH);
    assertThat(run("render", "--model", depth, "--device", "cpu")).isEqualTo(2);
    assertThat(err.toString()).contains("--depth FILE");
    for (String[] given :
        new String[][] {
          {"--model", depth, "--depth", file("d.npy"), "--depth-is", "nearness", "--size", "32x32"},
          {"--model", file("models/" + RandomModels.UNCONDITIONAL), "--size", "16x16"},
          {"--model", file("models/" + RandomModels.CLASS), "--class", "7", "--size", "16x16"}
        }) {
      List<String> all =
          new ArrayList<>(List.of("render", "--device", "cpu", "--precision", "f32"));
      all.addAll(List.of(given));
      all.addAll(List.of("-o", file("made.png")));
      err.getBuffer().setLength(0);
      assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
      assertThat(folder.resolve("made.png")).exists();
    }
  }

  @Test
  void depthCanBeToldFromAPhotograph() throws Exception {
    RandomModels.write(folder.resolve("models"));
    String network =
        Path.of(
                java.util.Objects.requireNonNull(RandomModels.class.getResource("red-is-near.pt"))
                    .toURI())
            .toString();
    byte[] rgb = new byte[32 * 32 * 3];
    for (int i = 0; i < 32 * 32; i++) {
      rgb[i * 3] = (byte) (i % 32 * 8);
    }
    PngFile.write(new RgbImage(32, 32, rgb), folder.resolve("photo.png"), Map.of());
    String model = file("models/" + RandomModels.DEPTH);
    DepthMap near = ofPhotograph(model, network, "nearness");
    assertThat(near.at(31, 16)).isGreaterThan(near.at(16, 16));
    assertThat(near.at(16, 16)).isGreaterThan(near.at(0, 16));
    DepthMap far = ofPhotograph(model, network, "farness");
    assertThat(far.at(31, 16)).isLessThan(far.at(16, 16));
    assertThat(far.at(16, 16)).isLessThan(far.at(0, 16));
    assertThat(run("render", "--model", model, "--depth-network", network)).isEqualTo(2);
    assertThat(err.toString()).contains("--depth");
  }

  @Test
  void aPhotographBecomesALayout() {
    byte[] rgb = new byte[96 * 64 * 3];
    for (int i = 0; i < 96 * 64; i++) {
      boolean sky = i / 96 < 30;
      rgb[3 * i] = (byte) (sky ? 120 : 60);
      rgb[3 * i + 1] = (byte) (sky ? 160 : 110);
      rgb[3 * i + 2] = (byte) (sky ? 230 : 40);
    }
    PngFile.write(new RgbImage(96, 64, rgb), folder.resolve("photo.png"), Map.of());
    String layout = file("layout.png");
    assertThat(run("segment", file("photo.png"), "-o", layout, "--device", "cpu"))
        .as(err.toString())
        .isZero();
    assertThat(PngFile.readContent(Path.of(layout)))
        .isInstanceOfSatisfying(
            PngFile.Content.Values.class,
            v -> {
              assertThat(v.map().width()).isEqualTo(96);
              assertThat(v.map().histogram()[0]).isGreaterThan(96 * 15); // sky
            });
    assertThat(run("segment", file("none.png"), "-o", layout)).isEqualTo(2);
    assertThat(err.toString()).contains("none.png");
  }

  @Test
  void linesComeFromADrawingOrAPhotograph() throws Exception {
    RandomModels.write(folder.resolve("models"));
    String model = file("models/" + RandomModels.EDGES);
    byte[] paper = new byte[64 * 48 * 3];
    java.util.Arrays.fill(paper, (byte) 250);
    java.util.Arrays.fill(paper, 24 * 64 * 3, 25 * 64 * 3, (byte) 10);
    PngFile.write(new RgbImage(64, 48, paper), folder.resolve("drawing.png"), Map.of());
    String made = file("of-lines.png");
    String[] render = {
      "render", "--model", model, "--edges", file("drawing.png"), "--device", "cpu", "-o", made
    };
    assertThat(run(render)).as(err.toString()).isZero();
    Condition.Plane given =
        (Condition.Plane)
            RequestJson.read(PngFile.texts(Path.of(made)).get(RequestJson.PNG_KEYWORD)).condition();
    assertThat(given.kind()).isEqualTo(ConditionKind.EDGES);
    assertThat(given.map().at(5, 24)).isGreaterThan(0.9f);
    assertThat(given.map().at(5, 4)).isLessThan(0.1f);
    assertThat(err.toString()).doesNotContain("lines were found");

    byte[] photograph = new byte[64 * 48 * 3];
    for (int i = 0; i < photograph.length; i++) {
      photograph[i] = (byte) (i / 3 % 64 < 32 ? 90 : 160);
    }
    PngFile.write(new RgbImage(64, 48, photograph), folder.resolve("photo.png"), Map.of());
    render[4] = file("photo.png");
    assertThat(run(render)).as(err.toString()).isZero();
    assertThat(err.toString()).contains("photo.png").contains("lines were found");
    assertThat(run("render", "--model", model)).isEqualTo(2);
    assertThat(err.toString()).contains("--edges FILE");
    assertThat(run("render", "--model", model, "--depth", file("photo.png"), "-o", made))
        .isEqualTo(2);
    assertThat(err.toString()).contains("needs edges");
  }

  private DepthMap ofPhotograph(String model, String network, String kind) throws Exception {
    String made = file("of-photo.png");
    assertThat(
            run(
                "render",
                "--model",
                model,
                "--depth",
                file("photo.png"),
                "--depth-network",
                network,
                "--depth-is",
                kind,
                "--device",
                "cpu",
                "-o",
                made))
        .as(err.toString())
        .isZero();
    RenderRequest request =
        RequestJson.read(PngFile.texts(Path.of(made)).get(RequestJson.PNG_KEYWORD));
    return ((Condition.Plane) request.condition()).map();
  }

  @Test
  void classesHaveNames() {
    assertThat(run("render", "--model", MODEL, "--class", "goldfish", "--device", "cpu"))
        .isNotZero();
    assertThat(err.toString()).contains("needs a layout");
    err.getBuffer().setLength(0);
    assertThat(run("render", "--class", "shark")).isEqualTo(2);
    assertThat(err.toString()).contains("3 (tiger shark").contains("give its number");
    err.getBuffer().setLength(0);
    assertThat(run("render", "--class", "unicorn")).isEqualTo(2);
    assertThat(err.toString()).contains("unicorn");
  }

  @Test
  void scenesWithFiguresComeWithTheirPoses() {
    assertThat(
            run(
                "scenes",
                "--figures",
                "-n",
                "4",
                "--size",
                "160x104",
                "--seed",
                "1",
                "-o",
                file("s")))
        .isZero();
    List<OpenPose> poses =
        IntStream.range(0, 4)
            .mapToObj(k -> folder.resolve("s/scene-%05d-pose.json".formatted(k)))
            .filter(Files::exists)
            .map(OpenPose::read)
            .toList();
    assertThat(poses).isNotEmpty().allMatch(p -> p.width() == 160 && !p.poses().isEmpty());
  }
}
