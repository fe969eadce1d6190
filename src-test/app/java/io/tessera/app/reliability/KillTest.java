package io.tessera.app.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Project;
import io.tessera.app.document.ProjectFile;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that are killed while they write leave the file as it was or the whole new one. A few
 * times in every build; {@code -Dtessera.kills=200} for the figures of docs/reliability.md.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("tessera.kills", 8);

  /** Milliseconds after the first file within which the writer is killed. */
  private static final int WITHIN = 300;

  @TempDir private Path folder;
  private final Random random = new Random(Long.getLong("tessera.kills.seed", 5));

  /** Starts a writer, lets it write once, and kills it at a random moment after that. */
  private void killed(String what, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dtessera.root=" + System.getProperty("tessera.root"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                what,
                folder.toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("stderr").toFile()).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.matches("(written|step).*")) {
        line = out.readLine(); // the log
      }
      assertThat(line).as(Files.readString(folder.resolve("stderr"))).isNotNull();
      Thread.sleep(random.nextInt(WITHIN));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** What killed writers have left beside their files; the next one takes it away. */
  private List<Path> partial() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(f -> f.toString().endsWith(".part")).toList();
    }
  }

  private static int grey(RgbImage picture) {
    int grey = picture.rgb()[0] & 0xff;
    for (byte b : picture.rgb()) {
      assertThat(b & 0xff).isBetween(grey - 2, grey + 2);
    }
    assertThat(grey < 64 ? 60 : 200).isBetween(grey - 2, grey + 2);
    return grey;
  }

  @Test
  void aDocumentIsTheOldOneOrTheNewOne() throws Exception {
    for (int n = 0; n < KILLS; n++) {
      killed("save");
      List<String> lost = new ArrayList<>();
      Project read = ProjectFile.read(folder.resolve("work.tessera"), lost::add);
      assertThat(lost).isEmpty();
      Project whole = KilledWriter.project(read.mask().labels()[0]);
      assertThat(read.layout()).isEqualTo(whole.layout());
      assertThat(read.planes()).isEqualTo(whole.planes());
      assertThat(read.pictures().getFirst().image()).isEqualTo(whole.pictures().getFirst().image());
    }
    ProjectFile.write(KilledWriter.project(0), folder.resolve("work.tessera"));
    assertThat(partial()).isEmpty();
  }

  @Test
  void anExportedPictureIsTheOldOneOrTheNewOne() throws Exception {
    for (int n = 0; n < KILLS; n++) {
      killed("export");
      for (String ending : List.of("png", "jpg", "tiff")) {
        Path file = folder.resolve("picture." + ending);
        grey(PictureFile.read(file));
      }
      try (ZipFile raster = new ZipFile(folder.resolve("picture.ora").toFile());
          InputStream merged = raster.getInputStream(raster.getEntry("mergedimage.png"))) {
        grey(PngBytes.image(merged.readAllBytes()));
      }
      assertThat(partial().size()).isLessThanOrEqualTo(n + 1);
    }
  }

  @Test
  void aConvertedModelIsWholeOrNotThere() throws Exception {
    for (int n = 0; n < Math.max(2, KILLS / 4); n++) {
      killed("convert");
      try (Stream<Path> models = Files.list(folder)) {
        for (Path model :
            models.filter(f -> String.valueOf(f.getFileName()).startsWith("model-")).toList()) {
          ModelFolder found = ModelFolder.at(model);
          try (Checkpoint weights = Checkpoint.open(found.weights().getFirst())) {
            weights.tensors().values().forEach(t -> assertThat(t.toFloats()).isNotEmpty());
          }
        }
      }
    }
  }

  @Test
  void aTrainingGoesOnFromItsLastWholeState() throws Exception {
    Files.writeString(
        folder.resolve("tiny.yaml"),
        """
        model:
          target: taming.models.vqgan.VQModel
          params:
            embed_dim: 8
            n_embed: 32
            ddconfig: {double_z: False, z_channels: 16, resolution: 64, in_channels: 3, out_ch: 3, ch: 8,
              num_groups: 4, ch_mult: [1, 2], num_res_blocks: 1, attn_resolutions: [], dropout: 0.0}
            lossconfig: {target: taming.modules.losses.vqperceptual.DummyLoss}
        training: {steps: 100000, batch_size: 1, crop: 32, learning_rate: 1.0e-03, scene_sizes: [64x48],
          scene_pool: 2, checkpoint_minutes: 0, sheet_minutes: 60, seed: 4}
        """);
    long before = 0;
    boolean begun = false;
    for (int n = 0; n < Math.max(2, KILLS / 8); n++) {
      killed("train", begun ? new String[] {"on"} : new String[0]);
      Path state = folder.resolve("run/state.safetensors");
      begun = Files.exists(state);
      if (begun) {
        try (Checkpoint checkpoint = Checkpoint.open(state)) {
          long step = Long.parseLong(checkpoint.metadata().get("step"));
          assertThat(step).isGreaterThanOrEqualTo(before);
          before = step;
          checkpoint.tensors().values().forEach(t -> assertThat(t.shape()).isNotNull());
        }
      }
    }
    assertThat(before).isPositive();
  }
}
