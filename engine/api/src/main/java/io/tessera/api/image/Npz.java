package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Several arrays of NumPy in one {@code .npz} file, a zip of {@code .npy} files. */
final class Npz {
  /** What an archive may unfold into: a small file can promise terabytes. */
  private static final int MOST_BYTES = 1 << 30;

  private static final int MOST_ARRAYS = 64;

  private Npz() {}

  /**
   * The array of a name, or the only one.
   *
   * @throws InputException if the file cannot be read, or has several arrays and none of that name
   */
  static Npy read(Path file, String name) {
    Map<String, Npy> arrays = new LinkedHashMap<>();
    long left = MOST_BYTES;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        byte[] bytes = zip.readNBytes((int) left);
        left -= bytes.length;
        if (left <= 0 || arrays.size() == MOST_ARRAYS) {
          throw new InputException(file + " unfolds into more than an archive of arrays should");
        }
        if (e.getName().endsWith(".npy")) {
          String key = e.getName().substring(0, e.getName().length() - 4);
          arrays.put(key, Npy.parse(file + ": " + key, bytes));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
    if (arrays.containsKey(name)) {
      return arrays.get(name);
    }
    if (arrays.size() == 1) {
      return arrays.values().iterator().next();
    }
    throw new InputException(
        arrays.isEmpty()
            ? file + " holds no arrays"
            : file
                + " holds several arrays ("
                + String.join(", ", arrays.keySet())
                + "); name the one that is wanted '"
                + name
                + "', or save it by itself");
  }
}
