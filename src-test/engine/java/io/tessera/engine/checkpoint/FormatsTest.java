package io.tessera.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.image.Npy;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.golden.Golden.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every file-format case: what is right is read, what is wrong or unsafe is refused with a message
 * that says why.
 */
class FormatsTest {
  private static final Path PWNED = Path.of("/tmp/pwned");

  @ParameterizedTest
  @CsvSource({
    "legacy_nonzip.ckpt, TORCH_LEGACY",
    "named_root.ckpt, TORCH_ZIP",
    "fp16.ckpt, TORCH_ZIP",
    "bf16.ckpt, TORCH_ZIP",
    "bare_state_dict.pt, TORCH_ZIP",
    "cuda_location.ckpt, TORCH_ZIP",
    "small_ok.ckpt, TORCH_ZIP"
  })
  void readsEveryFormat(String name, Checkpoint.Format format) {
    try (Checkpoint c = Checkpoint.open(Golden.path("formats/" + name))) {
      assertThat(c.format()).isEqualTo(format);
      assertThat(c.tensors()).isNotEmpty();
      c.tensors().values().stream()
          .filter(t -> t.type().isFloating())
          .forEach(t -> assertThat(t.toFloats()).as(t.name()).doesNotContain(Float.NaN));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd_tensors.ckpt", "odd_tensors_legacy.ckpt"})
  void readsViewsScalarsAndEmptyTensors(String name) {
    Npz expected = Golden.npz("formats/odd_tensors_expected.npz");
    try (Checkpoint c = Checkpoint.open(Golden.path("formats/" + name))) {
      int compared = 0;
      for (Map.Entry<String, TensorEntry> e : c.tensors().entrySet()) {
        Npy array = expected.all().get(e.getKey());
        if (array == null) {
          continue;
        }
        long[] shape = java.util.Arrays.stream(array.shape()).asLongStream().toArray();
        // The fixture's arrays hold a scalar as one element.
        assertThat(e.getValue().shape())
            .as(e.getKey())
            .isEqualTo(e.getKey().equals("scalar") ? new long[0] : shape);
        if (e.getValue().type().isFloating()) {
          assertThat(e.getValue().toFloats()).as(e.getKey()).isEqualTo(array.floats());
        } else {
          assertThat(e.getValue().toLongs()).as(e.getKey()).isEqualTo(array.longs());
        }
        compared++;
      }
      assertThat(compared).as("tensors compared").isGreaterThan(name.contains("legacy") ? 2 : 6);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hostile_in_state_dict.ckpt",
        "hostile_eval.ckpt",
        "hostile_legacy.ckpt",
        "hostile_in_callbacks.ckpt",
        "truncated.ckpt",
        "not_a_checkpoint.ckpt",
        "missing_storage.ckpt",
        "short_storage.ckpt",
        "no_pickle.ckpt",
        "oversized_shape.ckpt"
      })
  void refusesWhatIsWrongAndExecutesNothing(String name) throws IOException {
    Files.deleteIfExists(PWNED);
    Path file = Golden.path("formats/" + name);
    assertThatThrownBy(() -> Checkpoint.open(file).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(name)
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .hasSizeGreaterThan(name.length() + 15)
                    .doesNotContain("\n"));
    assertThat(PWNED).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hostile_in_state_dict.ckpt", "hostile_legacy.ckpt", "hostile_eval.ckpt"})
  void namesWhatAPickleWantedToCall(String name) {
    Path file = Golden.path("formats/" + name);
    assertThatThrownBy(() -> Checkpoint.open(file).close())
        .hasMessageMatching("(?s).*(system|eval).*");
  }

  @Test
  void everyPrefixOfAFileIsRefusedOrReadInFull(@TempDir Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(Golden.path("formats/small_ok.ckpt"));
    for (int n = 0; n < whole.length; n += 37) {
      Path cut = folder.resolve("cut-" + n + ".ckpt");
      Files.write(cut, java.util.Arrays.copyOf(whole, n));
      assertThatThrownBy(() -> Checkpoint.open(cut).close())
          .as(n + " bytes")
          .isInstanceOf(CheckpointException.class);
    }
  }

  @Test
  void flippedBytesNeverCrash(@TempDir Path folder) throws IOException {
    byte[] whole = Files.readAllBytes(Golden.path("formats/legacy_nonzip.ckpt"));
    java.util.Random random = new java.util.Random(5);
    int refused = 0;
    for (int k = 0; k < 300; k++) {
      byte[] broken = whole.clone();
      broken[random.nextInt(Math.min(6000, broken.length))] = (byte) random.nextInt();
      Path file = folder.resolve("flip.ckpt");
      Files.write(file, broken);
      try (Checkpoint c = Checkpoint.open(file)) {
        c.tensors().values().forEach(TensorEntry::size);
      } catch (CheckpointException e) {
        refused++;
      }
    }
    assertThat(refused).as("damaged files refused").isPositive();
  }

  @Test
  void safetensorsComeBackAsTheyWereWritten(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.safetensors");
    float[] values = {0, 1.5f, -2.25f, 65504, 1e-3f, 3};
    new SafetensorsWriter()
        .metadata("step", "7")
        .floats("a", TensorType.F32, new long[] {2, 3}, values)
        .floats("b", TensorType.F16, new long[] {6}, values)
        .floats("c", TensorType.BF16, new long[] {3, 2}, values)
        .longs("n", new long[] {}, new long[] {1L << 40})
        .write(file);
    try (Checkpoint c = Checkpoint.open(file)) {
      assertThat(c.format()).isEqualTo(Checkpoint.Format.SAFETENSORS);
      assertThat(c.metadata()).containsEntry("step", "7");
      assertThat(c.tensors().get("a").toFloats()).isEqualTo(values);
      assertThat(c.tensors().get("b").toFloats()[3]).isEqualTo(65504);
      assertThat(c.tensors().get("c").toFloats()[2]).isEqualTo(-2.25f);
      assertThat(c.tensors().get("n").toLongs()).containsExactly(1L << 40);
      assertThat(c.tensors().get("n").shape()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000,1000000000],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"Q9\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"a\":7}",
        "{nonsense"
      })
  void safetensorsThatLieAreRefused(String header, @TempDir Path folder) throws IOException {
    byte[] json = header.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    java.nio.ByteBuffer out =
        java.nio.ByteBuffer.allocate(8 + json.length + 8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    out.putLong(json.length).put(json).putLong(0);
    Path file = folder.resolve("lie.safetensors");
    Files.write(file, out.array());
    assertThatThrownBy(() -> Checkpoint.open(file).close())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("lie.safetensors");
  }

  /** A tensor that begins beyond 3 GiB; the hole before it takes no disk. */
  @Test
  void safetensorsLargerThanTwoGibibytes(@TempDir Path folder) throws IOException {
    long hole = 3L << 30;
    String header =
        "{\"hole\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}"
            .formatted(hole, hole, hole, hole + 8);
    byte[] json = header.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Path file = folder.resolve("large.safetensors");
    try (java.io.RandomAccessFile out = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      java.nio.ByteBuffer start =
          java.nio.ByteBuffer.allocate(8)
              .order(java.nio.ByteOrder.LITTLE_ENDIAN)
              .putLong(json.length);
      out.write(start.array());
      out.write(json);
      out.seek(8 + json.length + hole);
      java.nio.ByteBuffer x =
          java.nio.ByteBuffer.allocate(8)
              .order(java.nio.ByteOrder.LITTLE_ENDIAN)
              .putFloat(1.25f)
              .putFloat(-8);
      out.write(x.array());
    }
    try (Checkpoint c = Checkpoint.open(file)) {
      assertThat(c.tensors().get("x").toFloats()).containsExactly(1.25f, -8);
      assertThat(c.tensors().get("hole").size()).isEqualTo(hole);
    }
  }

  /** The same checkpoint packed with ZIP64 records everywhere, as torch does beyond 4 GB. */
  @Test
  void zip64(@TempDir Path folder) throws IOException {
    Path source = Golden.path("formats/small_ok.ckpt");
    Path file = folder.resolve("zip64.ckpt");
    try (java.util.zip.ZipFile in = new java.util.zip.ZipFile(source.toFile());
        org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream out =
            new org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream(file)) {
      out.setUseZip64(org.apache.commons.compress.archivers.zip.Zip64Mode.Always);
      for (java.util.zip.ZipEntry e : java.util.Collections.list(in.entries())) {
        byte[] content = in.getInputStream(e).readAllBytes();
        org.apache.commons.compress.archivers.zip.ZipArchiveEntry entry =
            new org.apache.commons.compress.archivers.zip.ZipArchiveEntry(e.getName());
        entry.setMethod(java.util.zip.ZipEntry.STORED);
        entry.setSize(content.length);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(content);
        entry.setCrc(crc.getValue());
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
      }
    }
    try (Checkpoint a = Checkpoint.open(source);
        Checkpoint b = Checkpoint.open(file)) {
      assertThat(b.tensors().keySet()).isEqualTo(a.tensors().keySet());
      a.tensors()
          .forEach(
              (name, t) ->
                  assertThat(b.tensors().get(name).denseBytes())
                      .as(name)
                      .isEqualTo(t.denseBytes()));
    }
  }
}
