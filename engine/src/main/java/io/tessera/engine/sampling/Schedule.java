package io.tessera.engine.sampling;

import io.tessera.engine.fault.InputException;
import java.util.Locale;

/** How much of each window is computed. Both give the same tokens. */
public enum Schedule {
  /**
   * Every cell: the whole window through the network, one position of it used, as the original
   * does.
   */
  REFERENCE,
  /**
   * Only what comes before the cell, and of that only what the last cell's computation does not
   * hold already.
   */
  EXACT;

  /** The name used on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws InputException if there is no such schedule
   */
  public static Schedule of(String id) {
    for (Schedule s : values()) {
      if (s.id().equals(id)) {
        return s;
      }
    }
    throw new InputException("there is no schedule '" + id + "'; use exact or reference");
  }
}
