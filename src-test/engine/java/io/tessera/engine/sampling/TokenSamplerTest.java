package io.tessera.engine.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TokenSamplerTest {

  @Property
  void probabilitiesAreADistributionOverAtMostK(
      @ForAll @Size(min = 2, max = 64) float[] logits,
      @ForAll @DoubleRange(min = 0.1, max = 4) double temperature,
      @ForAll @IntRange(min = 1, max = 80) int topK,
      @ForAll @DoubleRange(max = 1) double topP) {
    float[] sane = new float[logits.length];
    for (int i = 0; i < sane.length; i++) {
      sane[i] =
          Float.isFinite(logits[i])
              ? (float) Math.tanh(logits[i]) * 10 + i * 1e-3f
              : 0.5f + i * 1e-3f;
    }
    double[] p = new TokenSampler(temperature, topK, topP, false).probabilities(sane);
    double sum = 0;
    for (double q : p) {
      assertThat(q).isBetween(0.0, 1.0);
      sum += q;
    }
    assertThat(sum).isCloseTo(1, Offset.offset(1e-9));
  }

  @Property
  void theKLargestStayAndTheirEquals(
      @ForAll @Size(min = 1, max = 300) List<@IntRange(min = -9, max = 9) Integer> values,
      @ForAll @IntRange(min = 1, max = 310) int topK) {
    float[] logits = new float[values.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = values.get(i);
    }
    float[] sorted = logits.clone();
    Arrays.sort(sorted);
    float least = sorted[Math.max(0, sorted.length - topK)];
    double[] p = new TokenSampler(1, topK, 1, false).probabilities(logits);
    for (int i = 0; i < p.length; i++) {
      assertThat(p[i] > 0).isEqualTo(logits[i] >= least);
    }
  }

  @Property
  void aDrawIsAlwaysOneOfTheKept(@ForAll @DoubleRange(max = 1, maxIncluded = false) double u) {
    float[] logits = {1, 5, 3, 4, -2};
    int token = new TokenSampler(1, 2, 1, false).draw(logits, u);
    assertThat(token).isIn(1, 3);
  }

  @Test
  void drawsFollowTheProbabilities() {
    float[] logits = {(float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)};
    int[] counts = new int[3];
    TokenSampler sampler = new TokenSampler(1, 3, 1, false);
    int n = 60_000;
    for (int i = 0; i < n; i++) {
      counts[sampler.draw(logits, CounterRandom.uniform(11, i / 300, i % 300, 0))]++;
    }
    // Five standard deviations of a binomial count.
    assertThat((double) counts[0] / n).isCloseTo(0.2, Offset.offset(0.0082));
    assertThat((double) counts[1] / n).isCloseTo(0.5, Offset.offset(0.0102));
  }

  @Test
  void randomNumbersDependOnTheCellAlone() {
    double a = CounterRandom.uniform(1, 2, 3, 0);
    assertThat(CounterRandom.uniform(1, 2, 3, 0)).isEqualTo(a);
    assertThat(CounterRandom.uniform(2, 2, 3, 0)).isNotEqualTo(a);
    assertThat(CounterRandom.uniform(1, 3, 2, 0)).isNotEqualTo(a);
    assertThat(CounterRandom.uniform(1, 2, 3, 1)).isNotEqualTo(a);
  }

  @Test
  void senselessSettingsAreRefused() {
    assertThatThrownBy(() -> new TokenSampler(0, 1, 1, false)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new TokenSampler(Double.NaN, 1, 1, false))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new TokenSampler(1, 0, 1, false)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new TokenSampler(1, 1, 1.5, false)).isInstanceOf(InputException.class);
  }

  @Test
  void logProbabilityIsOfTheModelItself() {
    float[] logits = {0, 0, 0, 0};
    assertThat(TokenSampler.logProbability(logits, 2))
        .isCloseTo((float) -Math.log(4), Offset.offset(1e-6f));
  }
}
