package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class UsageCountTest {
  @Test
  void countsOnlyWhatIsNewAndGoesOnAfterARevival() {
    UsageCount use = new UsageCount(4);
    use.add(new float[] {2, 0, 0, 0});
    use.add(new float[] {2, 2, 0, 0});
    assertThat(use.used()).isEqualTo(0.5);
    assertThat(use.perplexity()).isCloseTo(2, within(1e-9));
    use.restart();
    use.add(new float[] {0, 0, 2, 2});
    assertThat(use.used()).isEqualTo(1);
    assertThat(use.perplexity()).isCloseTo(4, within(1e-9));
    use.clear();
    use.add(new float[] {0, 0, 2, 5});
    assertThat(use.used()).isEqualTo(0.25);
  }
}
