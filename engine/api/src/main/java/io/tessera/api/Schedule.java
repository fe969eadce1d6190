package io.tessera.api;

import io.tessera.api.fault.InputException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which order cells are sampled, and through which window each is seen. the planner turns it
 * into steps.
 */
public sealed interface Schedule {
  Schedule REFERENCE = new Reference();
  Schedule EXACT = new Exact();

  /** What the user reads where a schedule is not understood. */
  String NAMES = "exact, strided:N, strided:NxM, wavefront:L or reference";

  /**
   * Cell by cell in raster order, the whole window through the network for each, as the original
   * does.
   */
  record Reference() implements Schedule {}

  /**
   * The reference's tokens without its waste: only what comes before a cell is computed, and cells
   * that do not depend on each other form one step.
   */
  record Exact() implements Schedule {}

  /**
   * The window moves every so many columns and rows and stands still between, where a step costs
   * one token's work instead of a window's. 1 × 1 is exact.
   *
   * @param columns 1 to 64; at most the window's side has an effect
   * @param rows the same
   */
  record Strided(int columns, int rows) implements Schedule {
    /** The window moves with every row. */
    public Strided(int columns) {
      this(columns, 1);
    }

    public Strided {
      if (columns < 1 || columns > 64 || rows < 1 || rows > 64) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "strided:N and strided:NxM take numbers of 1 to 64, not %d and %d",
                columns,
                rows));
      }
    }
  }

  /**
   * A draft: a row follows the one above it this many columns behind, closer than its window asks
   * for; cells that are not sampled by then are taken to look like those above them (in the spirit
   * of ZipAR, He et al. 2024). The window's side is exact.
   *
   * @param lag 1 to 64
   */
  record Wavefront(int lag) implements Schedule {
    public Wavefront {
      if (lag < 1 || lag > 64) {
        throw new InputException("wavefront:L takes an L of 1 to 64, not " + lag);
      }
    }
  }

  /** The name used on the command line. */
  default String id() {
    return switch (this) {
      case Reference r -> "reference";
      case Exact e -> "exact";
      case Strided s -> "strided:" + s.columns + (s.rows > 1 ? "x" + s.rows : "");
      case Wavefront w -> "wavefront:" + w.lag;
    };
  }

  /** Reads {@link #id()}. */
  static Schedule of(String id) {
    Matcher strided = Pattern.compile("strided:(\\d{1,4})(?:x(\\d{1,4}))?").matcher(id);
    if (strided.matches()) {
      int rows = strided.group(2) == null ? 1 : Integer.parseInt(strided.group(2));
      return new Strided(Integer.parseInt(strided.group(1)), rows);
    }
    Matcher wavefront = Pattern.compile("wavefront:(\\d{1,4})").matcher(id);
    if (wavefront.matches()) {
      return new Wavefront(Integer.parseInt(wavefront.group(1)));
    }
    return switch (id) {
      case "exact" -> EXACT;
      case "reference" -> REFERENCE;
      default -> throw new InputException("there is no schedule '" + id + "'; use " + NAMES);
    };
  }
}
