package io.tessera.api;

/**
 * The process of an engine has ended without being told to.
 *
 * @param exit its exit code: on Unix 128 and the number of the signal that ended it
 */
public record EngineEnded(int exit) {
  private static final int SIGNALS = 128;

  /** Why a process ends. */
  public enum Reason {
    /** A fault in native code: abort, segmentation fault, bus error, illegal instruction. */
    FAULT,
    /** Killed, as systems do when memory runs out. */
    KILLED,
    OTHER
  }

  /** The signal that ended it; 0 for none. */
  public int signal() {
    return exit > SIGNALS && exit < 2 * SIGNALS ? exit - SIGNALS : 0;
  }

  public Reason reason() {
    return switch (signal()) {
      case 4, 6, 7, 8, 11 -> Reason.FAULT;
      case 9 -> Reason.KILLED;
      default -> Reason.OTHER;
    };
  }
}
