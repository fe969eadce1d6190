package io.tessera.engine.bench;

import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.engine.model.ConditionTokens;
import io.tessera.engine.model.Transformer;
import io.tessera.engine.sampling.Drawing;
import io.tessera.engine.sampling.Picture;
import io.tessera.engine.sampling.Plan;
import io.tessera.engine.sampling.Planner;
import io.tessera.engine.sampling.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Sampling in the middle of a large picture: what comes before is known, some steps are timed. Away
 * from the edges a plan repeats itself after a {@link #period}.
 */
final class SamplingCase {
  /** Steps that a row lags behind the one above it, with a window of 16. */
  private static final int LAG = 16;

  private final Transformer transformer;
  private final Plan plan;
  private final ConditionTokens condition;
  private final int lead;
  private final int start;
  private final int candidates;
  private final int entries;

  /**
   * @param rows of the token grid
   * @param columns of the token grid
   * @param candidates pictures sampled together
   */
  SamplingCase(
      Transformer transformer,
      BenchShape shape,
      Schedule schedule,
      int rows,
      int columns,
      int candidates) {
    this.transformer = transformer;
    this.condition = shape.condition(rows, columns);
    this.candidates = candidates;
    this.entries = shape.firstStage().nEmbed();
    SlidingWindow window = Sampler.window(transformer, condition, rows, columns);
    this.plan = Planner.plan(window, schedule);
    // Runs of several rows are entered half-way and have to be read from their beginnings, all
    // within the lag of a row; that is not timed.
    this.lead = schedule instanceof Schedule.Strided s && s.rows() > 1 ? LAG : 0;
    this.start = start(plan);
  }

  /** The step about the middle at which most runs begin, so that few are entered half-way. */
  private static int start(Plan plan) {
    int middle = plan.steps().size() / 2;
    int best = middle;
    double most = -1;
    for (int s = middle; s < Math.min(plan.steps().size(), middle + LAG); s++) {
      List<Plan.Draw> draws = plan.steps().get(s);
      double fresh = draws.stream().filter(d -> d.index() == 0).count() / (double) draws.size();
      if (fresh > most) {
        most = fresh;
        best = s;
      }
    }
    return best;
  }

  /**
   * Steps after which a plan with a window of 16 repeats itself: the lag of a row for every row
   * that the window stands still for.
   */
  static int period(Schedule schedule) {
    return LAG * (schedule instanceof Schedule.Strided s ? s.rows() : 1);
  }

  /** Tokens of all candidates in so many steps. */
  int tokens(int steps) {
    return candidates
        * plan.steps().stream().skip(start + lead).limit(steps).mapToInt(List::size).sum();
  }

  /** Seconds that so many steps take. */
  double seconds(int steps) {
    SlidingWindow w = plan.window();
    int[] tokens = new Random(1).ints(w.rows() * w.columns(), 0, entries).toArray();
    for (List<Plan.Draw> draws : plan.steps().subList(start, plan.steps().size())) {
      draws.forEach(d -> tokens[d.cell()] = TokenGrid.UNKNOWN);
    }
    TokenGrid known = new TokenGrid(w.rows(), w.columns(), tokens);
    List<Picture> pictures = new ArrayList<>();
    for (int c = 0; c < candidates; c++) {
      pictures.add(new Picture(condition, known, 1, c));
    }
    TokenSampler draw = new TokenSampler(1, 100, 1, false);
    Sampler sampler =
        new Sampler(transformer, new Drawing(draw, Optional.empty(), entries), plan, pictures);
    for (int s = 0; s < lead && sampler.remaining() > 0; s++) {
      sampler.next();
    }
    long began = System.nanoTime();
    for (int s = 0; s < steps && sampler.remaining() > 0; s++) {
      sampler.next();
    }
    return (System.nanoTime() - began) / 1e9;
  }
}
