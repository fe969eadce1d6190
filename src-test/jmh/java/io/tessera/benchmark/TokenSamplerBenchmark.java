package io.tessera.benchmark;

import io.tessera.api.TokenSampler;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One draw from logits, for codebooks of 1024 and 16384 entries. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class TokenSamplerBenchmark {
  @Param({"1024", "16384"})
  public int entries;

  @Param({"1.0", "0.9"})
  public double topP;

  private float[] logits;
  private double u;

  @Setup
  public void setUp() {
    Random random = new Random(1);
    logits = new float[entries];
    for (int i = 0; i < entries; i++) {
      logits[i] = (float) (3 * random.nextGaussian());
    }
  }

  @Benchmark
  public int draw() {
    u = (u + 0.618) % 1;
    return new TokenSampler(1, 100, topP, false).draw(logits, u);
  }
}
