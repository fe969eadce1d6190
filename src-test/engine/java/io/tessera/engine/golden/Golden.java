package io.tessera.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.image.Npy;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.torch.HostTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;

/**
 * The fixtures made by the original code. {@code -Dtessera.golden=DIR} puts another set of the same
 * layout in their place; a folder that such a set lacks is skipped by name, in the shipped set
 * nothing may be.
 */
public final class Golden {
  private static final String ELSEWHERE = System.getProperty("tessera.golden", "");

  /** The set in the repository, for tests that need some model, whatever its numbers. */
  public static final Path SHIPPED =
      Path.of(System.getProperty("tessera.root"), "src-test", "golden");

  public static final Path ROOT = ELSEWHERE.isEmpty() ? SHIPPED : Path.of(ELSEWHERE);

  private Golden() {}

  /** The file or folder, or the test is skipped where another set lacks it. */
  public static Path path(String name) {
    Path path = ROOT.resolve(name);
    if (!ELSEWHERE.isEmpty()) {
      Assumptions.assumeTrue(Files.exists(path), "this fixture set has no " + name);
    }
    assertThat(path).exists();
    return path;
  }

  public static ModelFolder model(String folder) {
    return ModelFolder.at(path(folder));
  }

  public static Npz npz(String name) {
    return npz(name, path(name));
  }

  /** One of ours, which another set need not have. */
  static Npz shipped(String name) {
    return npz(name, SHIPPED.resolve(name));
  }

  private static Npz npz(String name, Path file) {
    Map<String, Npy> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
        try (InputStream in = zip.getInputStream(entry)) {
          arrays.put(
              entry.getName().replaceAll("\\.npy$", ""),
              Npy.parse(name + ":" + entry.getName(), in.readAllBytes()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Npz(name, arrays);
  }

  public static JsonNode json(String name) {
    try {
      return new JsonMapper().readTree(path(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The arrays of one .npz. */
  public record Npz(String file, Map<String, Npy> all) {
    public Npy get(String key) {
      assertThat(all).as(file).containsKey(key);
      return all.get(key);
    }

    public boolean has(String key) {
      return all.containsKey(key);
    }

    public float[] floats(String key) {
      return get(key).floats();
    }

    public float scalar(String key) {
      return floats(key)[0];
    }

    public int[] ints(String key) {
      return get(key).ints();
    }

    public int[] shape(String key) {
      return get(key).shape();
    }

    public HostTensor.Floats tensor(String key) {
      return new HostTensor.Floats(floats(key), Arrays.stream(shape(key)).asLongStream().toArray());
    }

    public HostTensor.Longs ids(String key) {
      return Golden.longs(ints(key), shape(key));
    }
  }

  public static HostTensor.Longs longs(int[] values, int... shape) {
    return new HostTensor.Longs(
        Arrays.stream(values).asLongStream().toArray(),
        Arrays.stream(shape).asLongStream().toArray());
  }

  public static int[] toInts(HostTensor tensor) {
    return Arrays.stream(tensor.longs()).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * Asserts that no value is farther than {@code tolerance}; the largest distance is printed, so
   * that it can be told.
   */
  public static void close(String what, float[] actual, float[] expected, double tolerance) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = Math.abs((double) actual[i] - expected[i]);
      worst = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(worst, d);
    }
    System.out.printf(
        "[golden] %-44s max |difference| %.2e (tolerance %.0e)%n", what, worst, tolerance);
    assertThat(worst).as(what + ": max |difference|").isLessThanOrEqualTo(tolerance);
  }

  public static void close(
      String what, double actual, double expected, double absolute, double relative) {
    assertThat(actual)
        .as(what)
        .isCloseTo(
            expected,
            org.assertj.core.data.Offset.offset(absolute + relative * Math.abs(expected)));
  }
}
