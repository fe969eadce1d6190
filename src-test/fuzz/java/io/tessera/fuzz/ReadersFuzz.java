package io.tessera.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthFile;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LabelNames;
import io.tessera.api.image.LabelTable;
import io.tessera.api.image.LayoutFile;
import io.tessera.api.image.MaskFile;
import io.tessera.api.image.Npy;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.ConditionJson;
import io.tessera.api.json.ObjectsJson;
import io.tessera.api.json.RequestJson;
import io.tessera.app.document.ProjectFile;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.Yaml;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged files against every reader. The contract: a result or an {@link InputException}, in less
 * than two seconds and with less than {@value #MOST_MEGABYTES} MB, no file but the one that is
 * read, no thread left.
 *
 * <p>{@code -Dtessera.fuzz=N} sets how many files each reader gets, {@code -Dtessera.fuzz.seed} the
 * first of them.
 */
class ReadersFuzz {
  private static final int COUNT = Integer.getInteger("tessera.fuzz", 1000);
  private static final long SEED = Long.getLong("tessera.fuzz.seed", 1);
  private static final long MOST_NANOSECONDS = 2_000_000_000L;
  private static final long MOST_MEGABYTES = 256;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Path GOLDEN =
      Path.of(System.getProperty("tessera.root"), "src-test", "golden");

  @TempDir private Path folder;

  /**
   * One reader.
   *
   * @param ending of the files that it is given
   */
  private record Target(String name, String ending, List<byte[]> seeds, Consumer<Path> reader) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static byte[] picture(String format) throws IOException {
    byte[] rgb = new byte[24 * 16 * 3];
    new SplittableRandom(5).nextBytes(rgb);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(PngFile.buffered(new RgbImage(24, 16, rgb)), format, out);
    return out.toByteArray();
  }

  private static byte[] grey(String format) throws IOException {
    BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 24 * 16; i++) {
      image.getRaster().setSample(i % 24, i / 24, 0, i % 24 < 12 ? 3 : 200);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  private static byte[] file(Consumer<Path> writer, String ending) throws IOException {
    Path file = Files.createTempFile("seed", ending);
    try {
      Files.delete(file);
      writer.accept(file);
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RenderRequest request(Condition condition) {
    return new RenderRequest(
        "demo",
        condition,
        Map.of("mood", "day"),
        32,
        32,
        1,
        new TokenSampler(1, 100, 1, false),
        1,
        Schedule.EXACT,
        true,
        1);
  }

  private static RenderState state() {
    RenderRequest r = request(new Condition.Layout(LabelMap.filled(32, 32, 3)));
    return RenderState.fresh(r, 2, 2);
  }

  private static byte[] npy() throws IOException {
    return file(
        f -> {
          try {
            Npy.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).write(f);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        ".npy");
  }

  private static byte[] npz() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("depth.npy"));
      zip.write(npy());
    }
    return out.toByteArray();
  }

  private static byte[] pfm() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("Pf\n3 2\n-1.0\n"));
    out.writeBytes(new byte[24]);
    return out.toByteArray();
  }

  private static byte[] png(Map<String, String> texts) throws IOException {
    return file(f -> PngFile.write(new RgbImage(8, 8, new byte[192]), f, texts), ".png");
  }

  private static List<byte[]> golden(String... names) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (String name : names) {
      seeds.add(Files.readAllBytes(GOLDEN.resolve("formats").resolve(name)));
    }
    return seeds;
  }

  static Stream<Target> targets() throws IOException {
    Palette palette = new Palette("P", List.of(new Palette.Material(0, "sky", 0x7fb0e0)));
    LayoutFile layouts = new LayoutFile(palette, List.of(), Optional.empty(), told -> {});
    List<byte[]> pictures = new ArrayList<>();
    for (String format : new String[] {"png", "jpeg", "gif", "bmp", "tiff", "webp"}) {
      if (ImageIO.getImageWritersByFormatName(format).hasNext()) {
        pictures.add(picture(format));
      }
    }
    byte[] map = PngBytes.of(LabelMap.filled(24, 16, 0));
    String request = RequestJson.write(request(new Condition.Layout(LabelMap.filled(8, 8, 1))));
    String depth =
        RequestJson.write(
            request(new Condition.Plane(ConditionKind.DEPTH, new DepthMap(2, 2, new float[4]))));
    String state = RequestJson.write(state());
    String pose =
        new OpenPose(List.of(), 32, 32)
            .toJson()
            .toString()
            .replace("[]", "[{\"pose_keypoints_2d\":[" + "1,2,1,".repeat(17) + "1,2,1]}]");
    String coco =
        "{\"images\":[{\"id\":1,\"width\":32,\"height\":24}],\"categories\":[{\"id\":1,\"name\":\"sky\"}],"
            + "\"annotations\":[{\"image_id\":1,\"category_id\":1,\"segmentation\":[[0,0,9,0,9,9]]},"
            + "{\"image_id\":1,\"category_id\":1,\"segmentation\":{\"counts\":[5,5,5]}},"
            + "{\"image_id\":1,\"category_id\":1,\"segmentation\":{\"counts\":\"5110\"}}]}";
    String labelme =
        "{\"imageWidth\":32,\"imageHeight\":24,\"shapes\":[{\"label\":\"sky\",\"points\":[[0,0],[9,0],[9,9]]}]}";
    byte[] yaml =
        Files.readAllBytes(GOLDEN.resolve("seg2img/configs/2020-11-09T13-31-51-project.yaml"));
    byte[] interpolated =
        utf8("a: &x {b: 3, c: '${a.b}', d: '${.c}'}\nmodel: {target: x, params: *x}\n");
    List<byte[]> checkpoints =
        golden(
            "small_ok.ckpt",
            "named_root.ckpt",
            "bare_state_dict.pt",
            "odd_tensors.ckpt",
            "bf16.ckpt");
    Consumer<Path> checkpoint =
        f -> {
          try (Checkpoint c = Checkpoint.open(f)) {
            c.tensors().values().forEach(t -> t.size());
          }
        };
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    byte[] safetensors = utf8((char) header.length() + "\0\0\0\0\0\0\0" + header + "12345678");
    return Stream.of(
        new Target("PictureFile", ".png", pictures, PictureFile::read),
        new Target("PngFile.content", ".png", pictures, PngFile::readContent),
        new Target("MaskFile", ".png", pictures, MaskFile::read),
        new Target("PngFile.labels", ".png", List.of(map), PngFile::readLabels),
        new Target("LayoutFile", ".png", List.of(map, grey("png")), layouts::read),
        new Target(
            "PngFile.texts",
            ".png",
            List.of(png(Map.of(RequestJson.PNG_KEYWORD, request))),
            PngFile::texts),
        new Target("Annotations", ".json", List.of(utf8(coco), utf8(labelme)), layouts::read),
        new Target(
            "LabelTable",
            ".json",
            List.of(utf8("{\"22\": \"sky\", \"#9ceedd\": 0, \"255\": null}")),
            f -> LabelTable.read(f, palette)),
        new Target("Depth.npy", ".npy", List.of(npy()), DepthFile::read),
        new Target("Depth.npz", ".npz", List.of(npz()), DepthFile::read),
        new Target("Depth.pfm", ".pfm", List.of(pfm()), DepthFile::read),
        new Target("Depth.png", ".png", List.of(grey("png")), DepthFile::read),
        new Target("Depth.tif", ".tif", List.of(grey("tiff")), DepthFile::read),
        new Target("Npy.ints", ".npy", List.of(npy()), f -> Npy.read(f).floats()),
        new Target("OpenPose", ".json", List.of(utf8(pose)), OpenPose::read),
        new Target(
            "Objects",
            ".json",
            List.of(utf8("[{\"class\": 3, \"box\": [0.1, 0.2, 0.3, 0.4]}]")),
            ObjectsJson::read),
        new Target(
            "Palette",
            ".json",
            List.of(
                utf8(
                    "{\"name\":\"x\",\"materials\":[{\"label\":0,\"name\":\"a\",\"color\":\"#102030\"}]}")),
            f -> Palette.parse("x", text(f))),
        new Target(
            "Request",
            ".json",
            List.of(utf8(request), utf8(depth)),
            f -> RequestJson.read(text(f))),
        new Target("State", ".json", List.of(utf8(state)), f -> RequestJson.readState(text(f))),
        new Target(
            "Condition",
            ".json",
            List.of(
                utf8(
                    ConditionJson.write(new Condition.Layout(LabelMap.filled(8, 8, 1)))
                        .toString())),
            f -> ConditionJson.read(tree(f))),
        new Target(
            "LabelNames",
            ".yaml",
            List.of(
                utf8("labels:\n  - sky\n  - {name: road, color: '#808080'}\n"),
                utf8("{0: sky, 7: {name: road}}")),
            LabelNames::read),
        new Target("Yaml", ".yaml", List.of(yaml, interpolated), Yaml::read),
        new Target("ModelConfig", ".yaml", List.of(yaml), f -> ModelConfig.of(Yaml.read(f))),
        new Target("Checkpoint.zip", ".ckpt", checkpoints, checkpoint),
        new Target(
            "Checkpoint.legacy",
            ".pt",
            golden("legacy_nonzip.ckpt", "odd_tensors_legacy.ckpt"),
            checkpoint),
        new Target("Checkpoint.safetensors", ".safetensors", List.of(safetensors), checkpoint),
        new Target("Project", ".tessera", List.of(project()), ProjectFile::read));
  }

  private static byte[] project() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      Map<String, byte[]> parts =
          Map.of(
              "project.json",
              utf8(
                  "{\"format\":\"tessera\",\"version\":1,\"settings\":{},\"pictures\":[{\"number\":1,\"tokens\":true}]}"),
              "layout.png",
              PngBytes.of(LabelMap.filled(32, 32, 3)),
              "mask.png",
              PngBytes.of(LabelMap.filled(32, 32, 0)),
              "depth.png",
              PngBytes.of(LabelMap.filled(32, 32, 9)),
              "pictures/1.json",
              utf8(RequestJson.write(state())),
              "pictures/1.png",
              PngBytes.of(new RgbImage(32, 32, new byte[32 * 32 * 3])));
      for (Map.Entry<String, byte[]> e : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(e.getKey()));
        zip.write(e.getValue());
      }
    }
    return out.toByteArray();
  }

  /** As those do that hand texts on: what is no UTF-8 is replaced. */
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static com.fasterxml.jackson.databind.JsonNode tree(Path file) {
    try {
      return new JsonMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new InputException("the file is no JSON", e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void everyDamagedFileIsReadOrRefused(Target target) throws IOException {
    List<String> faults = new ArrayList<>();
    for (byte[] seed : target.seeds) {
      read(target, seed, -1, faults); // what is not damaged is read
    }
    int threads = Thread.activeCount();
    int refused = 0;
    for (int n = 0; n < COUNT; n++) {
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + n);
      byte[] seed = target.seeds.get(random.nextInt(target.seeds.size()));
      refused += read(target, new Mutations(random).of(seed), n, faults) ? 0 : 1;
    }
    assertThat(faults).as(target.name).isEmpty();
    assertThat(Thread.activeCount()).as("threads").isLessThanOrEqualTo(threads + 1);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).as("files left").isEmpty();
    }
    System.out.printf("%s: %d files, %d refused%n", target.name, COUNT, refused);
  }

  /** Whether it was read. */
  private boolean read(Target target, byte[] content, long number, List<String> faults)
      throws IOException {
    Path file = Files.write(folder.resolve("x" + target.ending), content);
    long began = System.nanoTime();
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    boolean good = true;
    try {
      target.reader.accept(file);
    } catch (InputException e) {
      good = false;
      String message = String.valueOf(e.getMessage());
      if (message.length() < 8 || message.contains("\n")) {
        faults.add(number + ": says '" + message + "'");
      }
    } catch (Throwable e) {
      good = false;
      faults.add(number + ": " + e + at(e));
    }
    long took = System.nanoTime() - began;
    long megabytes = (THREADS.getCurrentThreadAllocatedBytes() - bytes) >> 20;
    if (took > MOST_NANOSECONDS) {
      faults.add(number + ": took " + took / 1_000_000 + " ms");
    }
    if (megabytes > MOST_MEGABYTES) {
      faults.add(number + ": took " + megabytes + " MB");
    }
    if (number < 0 && !good) {
      faults.add("a good file is refused");
    }
    Files.delete(file);
    return good;
  }

  private static String at(Throwable e) {
    for (StackTraceElement s : e.getStackTrace()) {
      if (s.getClassName().startsWith("io.tessera") && !s.getClassName().contains("fuzz")) {
        return " at " + s;
      }
    }
    return "";
  }
}
