package io.tessera.api;

import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** How often every entry of a codebook is used. */
public final class CodebookUse {
  /**
   * The file beside a model's weights that tells how often its entries occur in what it has learned
   * from, as {@link #csv} writes it.
   */
  public static final String FILE = "codebook-usage.csv";

  private static final String HEADER = "entry,count";

  private final long[] counts;
  private long total;

  public CodebookUse(int entries) {
    this.counts = new long[entries];
  }

  /**
   * Reads what {@link #csv} has written; entries that are not listed do not occur.
   *
   * @throws InputException if the file is no such table, naming the line
   */
  public static CodebookUse read(Path file, int entries) {
    try {
      return parse(Files.readString(file), file.toString(), entries);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #read}.
   *
   * @param name of the table, for messages
   */
  public static CodebookUse parse(String csv, String name, int entries) {
    CodebookUse use = new CodebookUse(entries);
    List<String> lines = csv.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().strip().equals(HEADER)) {
      throw new InputException(name + " should begin with the line " + HEADER);
    }
    for (int n = 1; n < lines.size(); n++) {
      String line = lines.get(n).strip();
      if (!line.isEmpty()) {
        use.take(line, "line " + (n + 1) + " of " + name);
      }
    }
    return use;
  }

  private void take(String line, String where) {
    if (!line.matches("\\d{1,9},\\d{1,15}")) {
      throw new InputException(where + " should be an entry and its count, such as 417,96");
    }
    int comma = line.indexOf(',');
    int entry = Integer.parseInt(line.substring(0, comma));
    if (entry >= counts.length) {
      throw new InputException(
          where + " is about entry " + entry + ", but the codebook has " + counts.length);
    }
    long count = Long.parseLong(line.substring(comma + 1));
    counts[entry] += count;
    total += count;
  }

  /** A table of all entries, one a line: {@code entry,count}. */
  public String csv() {
    StringBuilder text = new StringBuilder(HEADER + "\n");
    for (int e = 0; e < counts.length; e++) {
      text.append(e).append(',').append(counts[e]).append('\n');
    }
    return text.toString();
  }

  /** Writes {@link #csv}; a file that is there is replaced once the new one is whole. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, part -> Files.writeString(part, csv()));
  }

  public void count(TokenGrid tokens) {
    for (int token : tokens.tokens()) {
      counts[token]++;
      total++;
    }
  }

  /** How often an entry is used. */
  public long count(int entry) {
    return counts[entry];
  }

  /** Entries of the codebook. */
  public int entries() {
    return counts.length;
  }

  /** Entries that are used, the most frequent first. */
  public List<Integer> byFrequency() {
    return IntStream.range(0, counts.length)
        .boxed()
        .filter(e -> counts[e] > 0)
        .sorted(Comparator.comparingLong(e -> -counts[e]))
        .toList();
  }

  /** Tokens counted. */
  public long total() {
    return total;
  }

  /** Share of the entries that are used at all, 0..1. */
  public double used() {
    int n = 0;
    for (long c : counts) {
      n += c > 0 ? 1 : 0;
    }
    return (double) n / counts.length;
  }

  /** 2 to the entropy of the entries in bits: as many equally frequent ones would be as varied. */
  public double perplexity() {
    double bits = 0;
    for (long c : counts) {
      if (c > 0) {
        double p = (double) c / total;
        bits -= p * Math.log(p) / Math.log(2);
      }
    }
    return Math.pow(2, bits);
  }
}
