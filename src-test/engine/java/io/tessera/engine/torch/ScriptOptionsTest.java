package io.tessera.engine.torch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A number that one side has and the other lacks is found when the script is loaded. */
class ScriptOptionsTest {
  private enum Right {
    DTYPE,
    JACCARD_WEIGHT,
    BACKBONE_RATE
  }

  private enum Misspelt {
    DTYPE,
    JACARD_WEIGHT,
    BACKBONE_RATE
  }

  @Test
  void bothSidesHaveTheSameOptions() {
    try (ScriptModule script =
        ScriptModule.load(Device.CPU, "Segmenter", "optimizer.py", "features.py", "segmenter.py")) {
      ScriptOptions options = new ScriptOptions(script, List.of(AdamOption.class, Right.class));
      options.set(Right.DTYPE, Precision.F32.scalarType());
      assertThatThrownBy(() -> options.set(Misspelt.JACARD_WEIGHT, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new ScriptOptions(script, List.of(AdamOption.class, Misspelt.class)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("jacard_weight")
          .hasMessageContaining("jaccard_weight");
      assertThatThrownBy(() -> new ScriptOptions(script, List.of(Right.class)))
          .hasMessageContaining("beta1");
    }
  }
}
