package io.tessera.app.render;

import io.tessera.app.text.Texts;
import java.time.Duration;
import java.util.Locale;

/** Counts tokens and tells how long the rest takes. */
final class Throughput {
  private final long total;
  private final long known;
  private final long began = System.nanoTime();
  private long done;

  /**
   * @param known tokens there were at the start
   */
  Throughput(long known, long total) {
    this.known = known;
    this.done = known;
    this.total = total;
  }

  void count(int tokens) {
    done += tokens;
  }

  boolean isComplete() {
    return done >= total;
  }

  double share() {
    return total == 0 ? 0 : (double) done / total;
  }

  /** Tokens a second; 0 while nothing is known. */
  double rate() {
    double seconds = (System.nanoTime() - began) / 1e9;
    return seconds > 0 ? (done - known) / seconds : 0;
  }

  /** Tokens that are still to come. */
  long remaining() {
    return total - done;
  }

  /** Such as {@code 2,686 of 4,160 tokens · 31/s · 0:48 left}. */
  String text(Texts texts) {
    double rate = rate();
    return rate > 0
        ? texts.get("status.sampling", done, total, rate, clock((total - done) / rate))
        : texts.get("status.tokens", done, total);
  }

  /** Minutes and seconds, such as 1:05. */
  static String clock(double seconds) {
    Duration d = Duration.ofSeconds(Math.round(seconds));
    return String.format(Locale.ROOT, "%d:%02d", d.toMinutes(), d.toSecondsPart());
  }
}
