package io.tessera.engine.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The states that a training left in a folder, such as {@code epoch=9.ckpt}, {@code epoch=10.ckpt}
 * and {@code last.ckpt}: of them one is the model.
 */
final class RunCheckpoints {
  private static final Logger LOG = LoggerFactory.getLogger(RunCheckpoints.class);
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** Files of one model in parts: all of them are wanted. */
  private static final Pattern PART = Pattern.compile(".*-\\d+-of-\\d+");

  private RunCheckpoints() {}

  /**
   * The newest of a training's states, with all files that are none. {@code last} counts as the
   * newest; else the greater number does, the first number first.
   */
  static List<Path> newest(List<Path> files) {
    List<String> patterns = files.stream().map(RunCheckpoints::pattern).toList();
    List<Path> states =
        files.stream()
            .filter(f -> isState(f) || Collections.frequency(patterns, pattern(f)) > 1)
            .filter(f -> !PART.matcher(stem(f)).matches())
            .toList();
    if (states.size() < 2) {
      return files;
    }
    Path newest = states.stream().max(AGE).orElseThrow();
    LOG.warn(
        "{} has {} states of a training; {} is the newest and is taken",
        newest.getParent(),
        states.size(),
        newest.getFileName());
    List<Path> kept = new ArrayList<>(files);
    kept.removeAll(states);
    kept.add(newest);
    return kept;
  }

  private static boolean isState(Path file) {
    return stem(file).matches("last(-v\\d+)?|.*(epoch|step|iter)\\D{0,2}\\d+.*");
  }

  /** A name without its numbers: those of one training are alike. */
  private static String pattern(Path file) {
    return NUMBER.matcher(stem(file).replaceFirst("-v\\d+$", "")).replaceAll("#");
  }

  private static final Comparator<Path> AGE =
      Comparator.comparing((Path f) -> stem(f).startsWith("last"))
          .thenComparing(RunCheckpoints::numbers, RunCheckpoints::compare)
          .thenComparing(f -> f.toFile().lastModified());

  private static List<Long> numbers(Path file) {
    List<Long> numbers = new ArrayList<>();
    Matcher m = NUMBER.matcher(stem(file));
    while (m.find()) {
      numbers.add(m.group().length() > 17 ? Long.MAX_VALUE : Long.parseLong(m.group()));
    }
    return numbers;
  }

  private static int compare(List<Long> a, List<Long> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!a.get(i).equals(b.get(i))) {
        return Long.compare(a.get(i), b.get(i));
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
