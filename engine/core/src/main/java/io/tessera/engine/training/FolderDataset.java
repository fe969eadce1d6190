package io.tessera.engine.training;

import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.training.scene.Mood;
import io.tessera.engine.training.scene.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's pictures: those in {@code images/} (or in the folder itself) and the folders below it,
 * or in a text file with one in a line; where there are any, {@code labels/NAME.png} of the same
 * size, and {@code moods.tsv} with a picture's file and mood in a line. The first folder below is a
 * picture's class. Each comes at a random scale, half of the times mirrored; small ones are
 * enlarged, as in the original.
 *
 * <p>A file that cannot be read is told once and left out from then on.
 */
final class FolderDataset implements Dataset {
  private static final Set<String> SUFFIXES =
      Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp");

  /** Pictures are taken in at no more than this on their short side, in pixels. */
  private static final int LARGEST = 1024;

  private static final int DEEPEST = 8;

  /** Which of the pictures are taken. */
  enum Part {
    ALL,
    /** All but those held out. */
    LEARNED,
    /** Every tenth, {@value #MOST_HELD_OUT} at most; all where there are few. */
    HELD_OUT;

    private static final int MOST_HELD_OUT = 48;

    /** Of so few pictures none can be spared. */
    private static final int FEW = 5;

    static boolean spares(int pictures) {
      return pictures >= FEW;
    }

    private List<Path> of(List<Path> files) {
      if (this == ALL || !spares(files.size())) {
        return files;
      }
      int out = Math.clamp(files.size() / 10, 1, MOST_HELD_OUT);
      List<Path> part = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        boolean held = (long) (i + 1) * out / files.size() > (long) i * out / files.size();
        if (held == (this == HELD_OUT)) {
          part.add(files.get(i));
        }
      }
      return part;
    }
  }

  /**
   * What is asked of the pictures.
   *
   * @param smallest shortest side after scaling, in pixels; smaller ones are enlarged to it
   * @param labelledOnly whether labels are read, and pictures without any left out
   * @param labels how many labels the maps may have
   */
  record Wanted(int smallest, boolean labelledOnly, int labels, Part part) {
    static Wanted of(int smallest, boolean labelledOnly) {
      return new Wanted(smallest, labelledOnly, Scene.LABELS, Part.ALL);
    }

    Wanted with(Part other) {
      return new Wanted(smallest, labelledOnly, labels, other);
    }
  }

  private final Path folder;
  private final Path images;
  private final List<Path> files;
  private final int found;
  private final List<String> classes;
  private final Map<String, Mood> moods;
  private final Wanted wanted;
  private final long seed;
  private final Consumer<String> complaints;
  private volatile @Nullable Round last;
  private final Set<Path> bad = ConcurrentHashMap.newKeySet();

  FolderDataset(
      Path folder, int smallest, boolean labelledOnly, long seed, Consumer<String> complaints) {
    this(folder, Wanted.of(smallest, labelledOnly), seed, complaints);
  }

  /**
   * @param given a folder, or a text file that lists pictures
   * @param complaints takes one line for every file that is skipped
   */
  FolderDataset(Path given, Wanted wanted, long seed, Consumer<String> complaints) {
    boolean list = Files.isRegularFile(given);
    this.folder = list ? given.toAbsolutePath().getParent() : given;
    Path below = folder.resolve("images");
    this.images = !list && Files.isDirectory(below) ? below : folder;
    this.wanted = wanted;
    this.seed = seed;
    this.complaints = complaints;
    try {
      List<Path> all =
          (list ? listed(given) : pictures())
              .stream().filter(file -> !wanted.labelledOnly || Files.exists(labels(file))).toList();
      this.found = all.size();
      this.files = wanted.part.of(all);
      this.classes =
          all.stream().map(this::className).filter(c -> !c.isEmpty()).distinct().sorted().toList();
      this.moods = moods(folder.resolve("moods.tsv"));
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(given + " cannot be read: " + e.getMessage(), e);
    }
    if (files.isEmpty()) {
      throw new InputException(
          given
              + (wanted.labelledOnly
                  ? " holds no picture with a label map; put labels/NAME.png beside images/NAME.jpg"
                  : " holds no pictures (" + String.join(", ", new TreeSet<>(SUFFIXES)) + ")"));
    }
  }

  private List<Path> pictures() throws IOException {
    Path labels = folder.resolve("labels");
    try (Stream<Path> all = Files.walk(images, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(f -> SUFFIXES.contains(suffix(f)) && !f.startsWith(labels))
          .filter(f -> !name(f).startsWith("."))
          .sorted()
          .toList();
    }
  }

  /** Lines of the original's lists: a path each, relative to the list if it is not absolute. */
  private List<Path> listed(Path list) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      if (!line.isBlank()) {
        Path file = Path.of(line.strip());
        files.add(file.isAbsolute() || Files.exists(file) ? file : folder.resolve(file));
      }
    }
    return files;
  }

  /** The folder that a picture is sorted into; nothing where it lies at the top. */
  private String className(Path file) {
    if (!file.startsWith(images)) {
      return "";
    }
    Path inside = images.relativize(file);
    return inside.getNameCount() > 1 ? inside.getName(0).toString() : "";
  }

  /** Whether nothing was kept back. */
  boolean isWhole() {
    return files.size() == found;
  }

  /** Names of the classes, by number. */
  List<String> classes() {
    return classes;
  }

  private OptionalInt classOf(Path file) {
    int number = classes.indexOf(className(file));
    return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static String suffix(Path file) {
    String name = name(file);
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String name(Path file) {
    return java.util.Objects.requireNonNull(file.getFileName()).toString();
  }

  private Path labels(Path file) {
    Path inside = file.startsWith(images) ? images.relativize(file) : file.getFileName();
    return folder
        .resolve("labels")
        .resolve(inside.resolveSibling(name(file).replaceAll("\\.[^.]+$", ".png")));
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
              Optional.empty(),
              classOf(file)));
    } catch (InputException e) {
      complaints.accept("skipped: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** A picture whose short side is as long as it has to be. */
  private RgbImage large(Path file) {
    RgbImage image = PictureFile.read(file);
    double scale = (double) wanted.smallest / Math.min(image.width(), image.height());
    return scale <= 1
        ? image
        : image.resized(
            (int) Math.ceil(image.width() * scale), (int) Math.ceil(image.height() * scale));
  }

  private Sample read(Path file, SplittableRandom random) {
    RgbImage image = large(file);
    int shortSide = Math.min(image.width(), image.height());
    // Read before anything is drawn: what a bad file's successor draws should not depend on it.
    Optional<LabelMap> labels = labelsOf(file, image);
    double least = Math.max(0.55 * Math.min(shortSide, LARGEST), wanted.smallest) / shortSide;
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
        Optional.empty(),
        classOf(file));
  }

  private Optional<LabelMap> labelsOf(Path file, RgbImage image) {
    if (!wanted.labelledOnly) {
      return Optional.empty(); // nobody looks at them
    }
    Path path = labels(file);
    LabelMap stored = PngFile.readLabels(path);
    double byX = (double) image.width() / stored.width();
    double byY = (double) image.height() / stored.height();
    // A small picture was enlarged; its map is, too.
    boolean alike = Math.abs(byX * stored.height() - image.height()) <= Math.max(1, byX);
    if (byX < 1 || byY < 1 || !alike) {
      throw new InputException(
          path + " is " + stored.width() + "x" + stored.height() + ", not the size of " + file);
    }
    LabelMap map = stored.resized(image.width(), image.height());
    for (int i = 0; i < map.labels().length; i++) {
      int label = map.labels()[i] & 0xff;
      if (label >= wanted.labels && label != LabelMap.UNLABELLED) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s has the label %d at (%d, %d); the labels are 0 to %d (n_labels), and 255 for none",
                path,
                label,
                i % map.width(),
                i / map.width(),
                wanted.labels - 1));
      }
    }
    return Optional.of(map);
  }
}
