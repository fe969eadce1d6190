package io.tessera.engine.sampling;

import io.tessera.engine.fault.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * In which order cells are sampled, and through which window each is seen. {@link Planner} turns it
 * into steps.
 */
public sealed interface Schedule {
  Schedule REFERENCE = new Reference();
  Schedule EXACT = new Exact();

  /** What the user reads where a schedule is not understood. */
  String NAMES = "exact, strided:N, wavefront:L or reference";

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
   * The window moves every so many columns and stands still between, where a step costs one token's
   * work instead of a window's. 1 is exact.
   *
   * @param columns 1 to 64; at most the window's side has an effect
   */
  record Strided(int columns) implements Schedule {
    public Strided {
      if (columns < 1 || columns > 64) {
        throw new InputException("strided:N takes an N of 1 to 64, not " + columns);
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
      case Strided s -> "strided:" + s.columns;
      case Wavefront w -> "wavefront:" + w.lag;
    };
  }

  /** Reads {@link #id()}. */
  static Schedule of(String id) {
    Matcher m = Pattern.compile("(strided|wavefront):(\\d{1,4})").matcher(id);
    if (m.matches()) {
      int n = Integer.parseInt(m.group(2));
      return m.group(1).equals("strided") ? new Strided(n) : new Wavefront(n);
    }
    return switch (id) {
      case "exact" -> EXACT;
      case "reference" -> REFERENCE;
      default -> throw new InputException("there is no schedule '" + id + "'; use " + NAMES);
    };
  }
}
