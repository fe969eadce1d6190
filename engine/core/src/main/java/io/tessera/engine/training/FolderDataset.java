package io.tessera.engine.training;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.training.scene.Mood;
import io.tessera.engine.training.scene.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's pictures: {@code images/*.png|jpg} (or the pictures in the folder itself), where there
 * are any {@code labels/NAME.png} of the same size, and {@code moods.tsv} with a picture's file and
 * mood in a line. Each comes at a random scale, half of the times mirrored.
 *
 * <p>A file that cannot be read is told once and left out from then on.
 */
final class FolderDataset implements Dataset {
  private static final Set<String> SUFFIXES = Set.of("png", "jpg", "jpeg", "bmp", "gif");

  /** Pictures are taken in at no more than this on their short side, in pixels. */
  private static final int LARGEST = 1024;

  private final Path folder;
  private final List<Path> files;
  private final Map<String, Mood> moods;
  private final int smallest;
  private final long seed;
  private final Consumer<String> complaints;
  private volatile @Nullable Round last;
  private final Set<Path> bad = ConcurrentHashMap.newKeySet();

  /**
   * @param smallest shortest side of a picture after scaling, in pixels
   * @param labelledOnly whether pictures without labels are left out
   * @param complaints takes one line for every file that is skipped
   */
  FolderDataset(
      Path folder, int smallest, boolean labelledOnly, long seed, Consumer<String> complaints) {
    this.folder = folder;
    this.smallest = smallest;
    this.seed = seed;
    this.complaints = complaints;
    try {
      this.files =
          pictures(folder).stream()
              .filter(file -> !labelledOnly || Files.exists(labels(file)))
              .toList();
      this.moods = moods(folder.resolve("moods.tsv"));
    } catch (IOException e) {
      throw new InputException(folder + " cannot be read: " + e.getMessage(), e);
    }
    if (files.isEmpty()) {
      throw new InputException(
          folder
              + (labelledOnly
                  ? " holds no picture with a label map; put labels/NAME.png beside images/NAME.jpg"
                  : " holds no PNG or JPEG pictures"));
    }
  }

  private static List<Path> pictures(Path folder) throws IOException {
    Path images = folder.resolve("images");
    try (Stream<Path> list = Files.list(Files.isDirectory(images) ? images : folder)) {
      return list.filter(f -> SUFFIXES.contains(suffix(f))).sorted().toList();
    }
  }

  private static String suffix(Path file) {
    String name = name(file);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String name(Path file) {
    return java.util.Objects.requireNonNull(file.getFileName()).toString();
  }

  private Path labels(Path file) {
    return folder.resolve("labels").resolve(name(file).replaceAll("\\.[^.]+$", ".png"));
  }

  private static Map<String, Mood> moods(Path file) throws IOException {
    Map<String, Mood> moods = new HashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] cells = line.split("\t");
        if (cells.length > 1) {
          Mood.named(cells[1]).ifPresent(mood -> moods.put(cells[0], mood));
        }
      }
    }
    return moods;
  }

  /** Pictures in the folder. */
  int size() {
    return files.size();
  }

  /** Files that could not be read so far. */
  int skipped() {
    return bad.size();
  }

  @Override
  public Sample get(long index) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + index);
    List<Path> order = order(index / files.size());
    for (int k = 0; k < files.size(); k++) {
      Path file = order.get((int) ((index + k) % files.size()));
      if (!bad.contains(file)) {
        try {
          return read(file, random);
        } catch (InputException e) {
          if (bad.add(file)) {
            complaints.accept("skipped: " + e.getMessage());
          }
        }
      }
    }
    throw new InputException(
        "none of the " + files.size() + " pictures in " + folder + " can be read");
  }

  /** Every picture once a round, in another order each time; the last round is remembered. */
  private List<Path> order(long round) {
    Round known = last;
    if (known == null || known.number != round) {
      List<Path> order = new ArrayList<>(files);
      Collections.shuffle(order, new Random(seed * 31 + round));
      known = new Round(round, order);
      last = known;
    }
    return known.order;
  }

  private record Round(long number, List<Path> order) {}

  /** Name of the n-th picture's file, in the order of names, without what tells its kind. */
  String name(int n) {
    return name(files.get(n)).replaceAll("\\.[^.]+$", "");
  }

  /**
   * The n-th picture in the order of names, whole and as it stands.
   *
   * @param shortSide to which a larger one is made smaller, in pixels
   * @return empty, and told, for a file that cannot be read
   */
  Optional<Sample> whole(int n, int shortSide) {
    try {
      Path file = files.get(n);
      RgbImage image = large(file);
      Optional<LabelMap> labels = labelsOf(file, image);
      double scale = Math.min(1, (double) shortSide / Math.min(image.width(), image.height()));
      int w = (int) Math.round(image.width() * scale);
      int h = (int) Math.round(image.height() * scale);
      return Optional.of(
          new Sample(
              image.resized(w, h),
              labels.map(map -> map.resized(w, h)),
              Optional.empty(),
              Optional.ofNullable(moods.get(name(file))),
              Sample.Style.PHOTOGRAPH,
              Optional.empty()));
    } catch (InputException e) {
      complaints.accept("skipped: " + e.getMessage());
      return Optional.empty();
    }
  }

  private RgbImage large(Path file) {
    RgbImage image = PictureFile.read(file);
    if (Math.min(image.width(), image.height()) < smallest) {
      throw new InputException(
          file
              + " is "
              + image.width()
              + "x"
              + image.height()
              + ", smaller than a crop of "
              + smallest);
    }
    return image;
  }

  private Sample read(Path file, SplittableRandom random) {
    RgbImage image = large(file);
    int shortSide = Math.min(image.width(), image.height());
    // Read before anything is drawn: what a bad file's successor draws should not depend on it.
    Optional<LabelMap> labels = labelsOf(file, image);
    double least = Math.max(0.55 * Math.min(shortSide, LARGEST), smallest) / shortSide;
    double most = Math.max(least, Math.min(1, (double) LARGEST / shortSide));
    double scale = least >= most ? least : random.nextDouble(least, most);
    int w = (int) Math.ceil(image.width() * scale);
    int h = (int) Math.ceil(image.height() * scale);
    RgbImage picture = image.resized(w, h);
    Optional<LabelMap> map = labels.map(m -> m.resized(w, h));
    boolean mirrored = random.nextBoolean();
    return new Sample(
        mirrored ? picture.mirrored() : picture,
        mirrored ? map.map(LabelMap::mirrored) : map,
        Optional.empty(),
        Optional.ofNullable(moods.get(name(file))),
        Sample.Style.PHOTOGRAPH,
        Optional.empty());
  }

  private Optional<LabelMap> labelsOf(Path file, RgbImage image) {
    Path path = labels(file);
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    LabelMap map = PngFile.readLabels(path);
    if (map.width() != image.width() || map.height() != image.height()) {
      throw new InputException(
          path + " is " + map.width() + "x" + map.height() + ", not the size of " + file);
    }
    for (int i = 0; i < map.labels().length; i++) {
      int label = map.labels()[i] & 0xff;
      if (label >= Scene.LABELS && label != LabelMap.UNLABELLED) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s has the unknown label %d at (%d, %d)",
                path,
                label,
                i % map.width(),
                i / map.width()));
      }
    }
    return Optional.of(map);
  }
}
