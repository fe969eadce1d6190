package io.tessera.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.batch.Batch;
import io.tessera.api.batch.Manifest;
import io.tessera.api.batch.Shard;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.LayoutFile;
import io.tessera.api.image.Npy;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.PngFile;
import io.tessera.api.json.RequestJson;
import io.tessera.engine.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {
  private static LocalEngine engine;

  @TempDir private Path folder;
  private Path out;
  private Path manifest;

  @BeforeAll
  static void start() {
    engine = new LocalEngine(EngineContract.SETTINGS);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @BeforeEach
  void files() throws IOException {
    out = folder.resolve("out");
    Files.createDirectories(folder.resolve("in"));
    manifest = folder.resolve("in/manifest.jsonl");
    Files.write(folder.resolve("in/layout.png"), PngBytes.of(LabelMap.filled(32, 32, 2)));
    byte[] mask = new byte[32 * 32];
    java.util.Arrays.fill(mask, 32 * 20, 32 * 32, (byte) 1);
    Files.write(folder.resolve("in/mask.png"), PngBytes.of(new LabelMap(32, 32, mask)));
    Files.write(folder.resolve("in/photo.png"), PngBytes.of(Watched.grey(32, 32, 90)));
  }

  private Batch.Progress run(Shard shard) {
    Palette palette = new Palette("none", List.of());
    LayoutFile layouts = new LayoutFile(palette, List.of(), Optional.empty(), told -> {});
    Manifest requests = new Manifest(manifest.getParent(), engine, input -> layouts);
    return new Batch(engine, requests, out, now -> {}).run(manifest, shard);
  }

  private List<Path> results(String ending) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static String line(int seed) {
    return "{\"model\": \"seg2img\", \"layout\": \"layout.png\", \"seed\": " + seed + "}";
  }

  @Test
  void eachLineBecomesAPictureOnce() throws Exception {
    Files.write(manifest, List.of(line(1), "", line(2), line(1)));
    assertThat(run(Shard.ALL)).isEqualTo(new Batch.Progress(2, 1, 0));
    List<Path> pictures = results(".png");
    assertThat(pictures).hasSize(2);
    for (Path picture : pictures) {
      String request = PngFile.texts(picture).get(RequestJson.PNG_KEYWORD);
      assertThat(PictureFile.read(picture))
          .isEqualTo(Watched.of(engine.render(RequestJson.read(request))).done().image());
    }
    assertThat(results(".npy")).hasSize(2);
    assertThat(results(".json")).hasSize(2);
    Files.delete(pictures.getFirst());
    assertThat(run(Shard.ALL)).isEqualTo(new Batch.Progress(1, 2, 0));
    assertThat(results(".png")).isEqualTo(pictures);
  }

  @Test
  void aLineThatFailsIsListedAndEndsNothing() throws Exception {
    Files.write(
        manifest,
        List.of(
            "{\"model\": \"seg2img\", \"layout\": \"none.png\"}",
            "nonsense",
            "{\"model\": \"seg2img\", \"layout\": \"layout.png\", \"sede\": 3}",
            "{\"model\": \"nobody\", \"layout\": \"layout.png\"}",
            line(5)));
    assertThat(run(Shard.ALL)).isEqualTo(new Batch.Progress(1, 0, 4));
    List<String> failed = Files.readAllLines(out.resolve("failed.jsonl"));
    assertThat(failed).hasSize(4);
    assertThat(new JsonMapper().readTree(failed.get(2)).path("line").asInt()).isEqualTo(3);
    assertThat(failed.get(0)).contains("none.png");
    assertThat(failed.get(2)).contains("'sede' is no part of a request");
    Files.write(manifest, List.of(line(5)));
    assertThat(run(Shard.ALL)).isEqualTo(new Batch.Progress(0, 1, 0));
    assertThat(out.resolve("failed.jsonl")).doesNotExist();
  }

  @Test
  void holesAreFilledAndPicturesEncoded() throws Exception {
    Files.write(
        manifest,
        List.of(
            "{\"model\": \"seg2img\", \"layout\": \"layout.png\", \"image\": \"photo.png\", \"mask\": \"mask.png\"}",
            "{\"do\": \"encode\", \"model\": \"seg2img\", \"image\": \"photo.png\"}"));
    assertThat(run(Shard.ALL)).isEqualTo(new Batch.Progress(2, 0, 0));
    assertThat(PictureFile.read(results(".png").getFirst()).rgb())
        .startsWith(new byte[] {90, 90, 90});
    assertThat(results(".npy")).hasSize(2);
    int[] tokens = engine.encode("seg2img", Watched.grey(32, 32, 90)).join().tokens();
    assertThat(results(".npy").stream().map(f -> Npy.read(f).ints()))
        .anyMatch(made -> java.util.Arrays.equals(made, tokens));
  }

  /** Machines that know nothing of each other share the lines, and none is left out. */
  @Test
  void shardsShareTheWork() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int n = 1; n <= 5; n++) {
      lines.add(line(n));
    }
    Files.write(manifest, lines);
    assertThat(run(Shard.of("1/2"))).isEqualTo(new Batch.Progress(3, 0, 0));
    assertThat(run(Shard.of("2/2"))).isEqualTo(new Batch.Progress(2, 0, 0));
    assertThat(run(Shard.ALL)).isEqualTo(new Batch.Progress(0, 5, 0));
    for (String odd : List.of("0/2", "3/2", "1", "a/b", "1/0")) {
      assertThatThrownBy(() -> Shard.of(odd)).isInstanceOf(InputException.class);
    }
  }
}
