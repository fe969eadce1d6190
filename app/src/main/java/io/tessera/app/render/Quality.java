package io.tessera.app.render;

import io.tessera.engine.sampling.Schedule;

/** Schedules in the artist's words; what each costs is in docs/performance.md. */
public enum Quality {
  DRAFT(
      "Draft",
      new Schedule.Strided(16),
      "The window moves every 16 tokens: fastest, for trying things out"),
  BALANCED(
      "Balanced",
      new Schedule.Strided(8),
      "The window moves every 8 tokens: hard to tell from exact"),
  EXACT(
      "Exact",
      Schedule.EXACT,
      "Every token is seen through its own window, as in the paper: slowest");

  private final String title;
  private final Schedule schedule;
  private final String hint;

  Quality(String title, Schedule schedule, String hint) {
    this.title = title;
    this.schedule = schedule;
    this.hint = hint;
  }

  public String title() {
    return title;
  }

  public Schedule schedule() {
    return schedule;
  }

  public String hint() {
    return hint;
  }

  /** The choice that is nearest to a schedule. */
  public static Quality of(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Strided s -> s.columns() == 1 ? EXACT : s.columns() > 8 ? DRAFT : BALANCED;
      case Schedule.Wavefront w -> DRAFT;
      case Schedule.Exact e -> EXACT;
      case Schedule.Reference r -> EXACT;
    };
  }
}
