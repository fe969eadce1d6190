package io.tessera.benchmark;

import io.tessera.api.Schedule;
import io.tessera.api.SlidingWindow;
import io.tessera.engine.sampling.Plan;
import io.tessera.engine.sampling.Planner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Plans of large pictures: 80 × 52 and 256 × 160 tokens, a window of 16. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class PlannerBenchmark {
  @Param({"exact", "strided:8", "strided:8x4"})
  public String schedule;

  @Param({"52x80", "160x256"})
  public String grid;

  @Benchmark
  public Plan plan() {
    String[] sides = grid.split("x");
    SlidingWindow window =
        new SlidingWindow(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), 16);
    return Planner.plan(window, Schedule.of(schedule));
  }
}
