package io.tessera.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.EngineSettings;
import io.tessera.api.batch.Batch;
import io.tessera.api.batch.Cluster;
import io.tessera.api.batch.Manifest;
import io.tessera.api.batch.Shard;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngBytes;
import io.tessera.assets.Assets;
import io.tessera.engine.LocalEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of two executors, each a process of its own on this machine. */
class SparkClusterTest {
  private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";
  private static final EngineSettings SETTINGS =
      new EngineSettings(
          "cpu",
          "f32",
          1,
          List.of(Path.of(System.getProperty("tessera.root"), "src-test", "golden")));

  @TempDir private Path folder;
  private Path manifest;

  @BeforeEach
  void files() throws IOException {
    Path home = Path.of(System.getenv("SPARK_HOME"));
    Files.createDirectories(home.resolve("jars"));
    Files.writeString(home.resolve("RELEASE"), "");
    manifest = folder.resolve("manifest.jsonl");
    Files.write(folder.resolve("layout.png"), PngBytes.of(LabelMap.filled(32, 32, 2)));
  }

  private static Batch.Progress run(
      Path manifest, Path out, String master, Batch.Listener listener) {
    Cluster cluster = ServiceLoader.load(Cluster.class).findFirst().orElseThrow();
    return cluster.run(
        new Cluster.Job(manifest, out, Shard.ALL, SETTINGS, master, Map.of()), listener);
  }

  /** Processes of executors that this one has started. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("java"))
        .toList();
  }

  /** What is the same wherever it was made; reports name seconds. */
  private static Map<String, List<Byte>> results(Path out) throws IOException {
    Map<String, List<Byte>> results = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path f : files.filter(f -> f.toString().matches(".*\\.(png|npy)")).toList()) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : Files.readAllBytes(f)) {
          bytes.add(b);
        }
        results.put(f.getFileName().toString(), bytes);
      }
    }
    return results;
  }

  @Test
  void anExecutorIsKilledAndEveryPictureIsAsOneMachineMakesIt() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int seed = 1; seed <= 40; seed++) {
      lines.add(
          "{\"model\": \"seg2img\", \"layout\": \"layout.png\", \"width\": 128, \"height\": 128, \"seed\": "
              + seed
              + "}");
    }
    lines.add("{\"model\": \"seg2img\", \"layout\": \"none.png\"}");
    Files.write(manifest, lines);
    AtomicBoolean killed = new AtomicBoolean();
    Path out = folder.resolve("cluster");
    Batch.Progress progress =
        run(
            manifest,
            out,
            TWO_EXECUTORS,
            now -> {
              List<ProcessHandle> alive = executors();
              if (now.made() >= 5 && alive.size() == 2 && !killed.getAndSet(true)) {
                alive.getFirst().destroyForcibly();
              }
            });
    assertThat(killed).as("an executor was killed").isTrue();
    assertThat(progress.made() + progress.there()).isEqualTo(40);
    assertThat(progress.failed()).isEqualTo(1);
    assertThat(Files.readString(out.resolve("failed.jsonl"))).contains("none.png");

    Path alone = folder.resolve("alone");
    try (LocalEngine engine = new LocalEngine(SETTINGS)) {
      Manifest requests =
          new Manifest(
              folder, engine, input -> Assets.layoutFile(input, Optional.empty(), told -> {}));
      new Batch(engine, requests, alone, now -> {}).run(manifest, Shard.ALL);
    }
    assertThat(results(alone)).hasSize(80);
    assertThat(results(out)).isEqualTo(results(alone));

    Batch.Progress again = run(manifest, out, "local[2]", now -> {});
    assertThat(again).isEqualTo(new Batch.Progress(0, 40, 1));
  }

  @Test
  void whatIsNoClusterIsOneLine() throws Exception {
    Files.writeString(manifest, "{\"layout\": \"layout.png\"}\n");
    assertThatThrownBy(() -> run(manifest, folder.resolve("out"), "nonsense://", now -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--master nonsense://")
        .hasMessageNotContaining("\n");
  }
}
