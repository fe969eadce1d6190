package io.tessera.app.render;

import io.tessera.api.Schedule;

/** Schedules in the artist's words; what each costs is in docs/performance.md. */
public enum Quality {
  /** The window moves every 16 tokens and 8 rows: fastest, for trying things out. */
  DRAFT(new Schedule.Strided(16, 8)),
  /** The window moves every 8 tokens and 4 rows: hard to tell from exact. */
  BALANCED(new Schedule.Strided(8, 4)),
  /** Every token is seen through its own window, as in the paper: slowest. */
  EXACT(Schedule.EXACT);

  private final Schedule schedule;

  Quality(Schedule schedule) {
    this.schedule = schedule;
  }

  public Schedule schedule() {
    return schedule;
  }

  /** The choice that is nearest to a schedule. */
  public static Quality of(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Strided s ->
          s.columns() * s.rows() == 1 ? EXACT : s.columns() > 8 ? DRAFT : BALANCED;
      case Schedule.Wavefront w -> DRAFT;
      case Schedule.Exact e -> EXACT;
      case Schedule.Reference r -> EXACT;
    };
  }
}
