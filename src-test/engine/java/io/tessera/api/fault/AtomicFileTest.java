package io.tessera.api.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader finds the old file or the whole new one, whatever happens meanwhile. */
class AtomicFileTest {
  private static final int LENGTH = 200_000;

  @TempDir private Path folder;

  private static void save(Path file, int round) throws IOException {
    byte[] content = new byte[LENGTH];
    Arrays.fill(content, (byte) round);
    AtomicFile.write(file, partial -> Files.write(partial, content));
  }

  private static void checkWhole(byte[] content) {
    assertThat(content).hasSize(LENGTH);
    for (byte b : content) {
      assertThat(b).isEqualTo(content[0]);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @Test
  void aReaderBesideFiveHundredSavesNeverMissesTheFile() throws IOException {
    Path file = folder.resolve("a.bin");
    save(file, 0);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Integer> reads =
        CompletableFuture.supplyAsync(
            () -> {
              int n = 0;
              while (!done.get()) {
                try (InputStream in = Files.newInputStream(file)) {
                  checkWhole(in.readAllBytes());
                  n++;
                } catch (IOException e) {
                  throw new AssertionError("the file was missing after " + n + " reads", e);
                }
              }
              return n;
            });
    try {
      for (int round = 1; round <= 500; round++) {
        save(file, round);
      }
    } finally {
      done.set(true);
    }
    assertThat(reads.join()).isPositive();
    assertThat(files()).containsExactly(file);
  }

  /** A program that saves without end, for the test below. */
  static final class Saver {
    private Saver() {}

    public static void main(String[] args) throws IOException {
      for (int round = 0; ; round++) {
        save(Path.of(args[0]), round);
      }
    }
  }

  @Test
  void aKilledProgramLeavesAWholeFileAndTheNextSaveCleansUp() throws Exception {
    Path file = folder.resolve("b.bin");
    save(file, 1);
    for (int kill = 0; kill < 3; kill++) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Saver.class.getName(),
                  file.toString())
              .inheritIO()
              .start();
      FileTime before = Files.getLastModifiedTime(file);
      for (int wait = 0; wait < 400 && Files.getLastModifiedTime(file).equals(before); wait++) {
        TimeUnit.MILLISECONDS.sleep(25); // until it saves
      }
      TimeUnit.MILLISECONDS.sleep(50 + 37L * kill);
      child.destroyForcibly().waitFor();
      checkWhole(Files.readAllBytes(file));
      save(file, 5);
      assertThat(files()).containsExactly(file);
    }
  }

  @Test
  void partialFilesOfLivingProgramsAreLeft() throws IOException {
    Path file = folder.resolve("c.bin");
    Path own = Files.writeString(AtomicFile.partial(file), "of this process");
    Path dead =
        Files.writeString(folder.resolve(".c.bin.4000000-1-" + Place.HERE + ".0123abcd.part"), "");
    Path older = Files.writeString(folder.resolve(".c.bin.some-other-name.part"), "");
    Files.setLastModifiedTime(older, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
    Path fresh = Files.writeString(folder.resolve(".c.bin.another.part"), "");
    Path others =
        Files.writeString(folder.resolve(".d.bin.4000000-1-" + Place.HERE + ".0123abcd.part"), "");
    Path elsewhere = Files.writeString(folder.resolve(".c.bin.4000000-1-0.0123abcd.part"), "");
    save(file, 1);
    assertThat(files()).containsExactlyInAnyOrder(file, own, fresh, others, elsewhere);
    assertThat(dead).doesNotExist();
  }

  @Test
  void aLinkStaysAndItsFileIsReplaced() throws IOException {
    Path real = folder.resolve("real.bin");
    Path link = folder.resolve("link.bin");
    Path chain = folder.resolve("chain.bin");
    Files.createSymbolicLink(link, Path.of("real.bin"));
    Files.createSymbolicLink(chain, link);
    save(chain, 3); // the file is not there yet
    assertThat(link).isSymbolicLink();
    checkWhole(Files.readAllBytes(real));
    save(link, 4);
    assertThat(link).isSymbolicLink();
    assertThat(Files.readAllBytes(real)[0]).isEqualTo((byte) 4);
  }

  @Test
  void devicesAndPipesAreWrittenTo() throws Exception {
    assumeThat(Path.of("/dev/null")).exists();
    save(Path.of("/dev/null"), 1);
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    Path pipe = folder.resolve("pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readAllBytes(pipe);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    save(pipe, 7);
    checkWhole(read.get(30, TimeUnit.SECONDS));
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @Test
  void memoryDisksAreDisks() throws IOException {
    Path memory = Path.of("/dev/shm");
    assumeThat(Files.isWritable(memory)).isTrue();
    Path file = memory.resolve("tessera-test-" + ProcessHandle.current().pid() + ".bin");
    try {
      save(file, 3);
      checkWhole(Files.readAllBytes(file));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Test
  void permissionsStayAndFoldersAreRefused() throws IOException {
    Path file = folder.resolve("e.bin");
    save(file, 1);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    save(file, 2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r-----");
    assertThatThrownBy(() -> save(folder, 1)).isInstanceOf(IOException.class);
  }

  @Test
  void aFailureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("f.bin");
    save(file, 1);
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    partial -> {
                      Files.writeString(partial, "half");
                      throw new IOException("the disk is full");
                    }))
        .hasMessageContaining("full");
    checkWhole(Files.readAllBytes(file));
    assertThat(files()).containsExactly(file);
  }

  @Test
  void foldersAppearWhole() throws IOException {
    Path model = folder.resolve("model");
    assertThatThrownBy(
            () ->
                AtomicFolder.write(
                    model,
                    staging -> {
                      Files.writeString(staging.resolve("a"), "1");
                      throw new IOException("the disk is full");
                    }))
        .hasMessageContaining("full");
    assertThat(files()).isEmpty();
    AtomicFolder.write(model, staging -> Files.writeString(staging.resolve("a"), "1"));
    Files.writeString(model.resolve("own"), "x");
    AtomicFolder.write(model, staging -> Files.writeString(staging.resolve("a"), "2"));
    assertThat(model.resolve("a")).hasContent("2");
    assertThat(model.resolve("own")).hasContent("x");
    assertThat(files()).containsExactly(model);
  }
}
