package io.tessera.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** One line that shows how far a long work is; silent where nobody watches. */
final class ProgressBar {
  private static final int WIDTH = 28;
  private final PrintWriter err;
  private final boolean watched;
  private long shown;

  /**
   * @param watched whether {@code err} is a terminal
   */
  ProgressBar(PrintWriter err, boolean watched) {
    this.err = err;
    this.watched = watched;
  }

  /** A bar for standard error, if that is a terminal. */
  static ProgressBar on(PrintWriter err) {
    // isTerminal speaks of the console as a whole: input and output.
    return new ProgressBar(err, System.console() != null && System.console().isTerminal());
  }

  /**
   * @param perSecond units a second, 0 if not known yet
   * @param text put after the bar
   */
  void show(long done, long total, double perSecond, String text) {
    long now = System.nanoTime();
    if (!watched || now - shown < 150_000_000L && done < total) {
      return;
    }
    shown = now;
    int filled = (int) (WIDTH * done / Math.max(1, total));
    String eta = perSecond > 0 ? " · " + clock((total - done) / perSecond) + " left" : "";
    err.printf(
        Locale.ROOT,
        "\r\033[K%s%s %d/%d · %.1f/s%s %s",
        "█".repeat(filled),
        "░".repeat(WIDTH - filled),
        done,
        total,
        perSecond,
        eta,
        text);
    err.flush();
  }

  /** A line about what is being done, where it is known how but not how long. */
  void line(String text) {
    if (watched) {
      err.println(text);
      err.flush();
    }
  }

  /** Ends the line. */
  void done() {
    if (watched) {
      err.println();
      err.flush();
    }
  }

  private static String clock(double seconds) {
    Duration d = Duration.ofSeconds(Math.round(seconds));
    return d.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", d.toHours(), d.toMinutesPart(), d.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", d.toMinutes(), d.toSecondsPart());
  }
}
