package io.tessera.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Prefixes with padding behind them, as a GPU gets them, tell what they tell without. */
class TransformerPaddingTest {
  @Test
  void rowsAreFilledUpToTheNextMultipleOrTheLimit() {
    HostTensor.Longs ids = new HostTensor.Longs(new long[] {1, 2, 3, 4, 5, 6}, 2, 3);
    HostTensor.Longs padded = Transformer.padded(ids, 4, 16);
    assertThat(padded.shape()).containsExactly(2, 4);
    assertThat(padded.data()).containsExactly(1, 2, 3, 0, 4, 5, 6, 0);
    assertThat(Transformer.padded(ids, 1, 16)).isSameAs(ids);
    assertThat(Transformer.padded(ids, 64, 3)).isSameAs(ids);
    assertThat(Transformer.padded(ids, 64, 5).shape()).containsExactly(2, 5);
  }

  @Test
  void paddingChangesNeitherAPrefixNorTheStepAfterIt() {
    ModelFolder folder = ModelFolder.at(Golden.SHIPPED.resolve("seg2img"));
    try (ModelBundle model = ModelBundle.open(folder, Device.CPU, Precision.F32)) {
      Transformer transformer = model.transformer();
      int block = transformer.config().blockSize();
      int n = block / 2 + 1;
      long[] data = new Random(5).longs(2L * n, 0, transformer.config().vocabSize()).toArray();
      HostTensor.Longs ids = new HostTensor.Longs(data, 2, n);
      long[] lengths = {n, n};
      long[] slots = {0, 1};
      HostTensor.Longs next = new HostTensor.Longs(new long[] {3, 4}, 2, 1);
      transformer.reserve(2);
      float[] first = transformer.prefill(ids, lengths, slots);
      float[] then = transformer.step(next, lengths, slots);
      HostTensor.Longs padded = Transformer.padded(ids, 8, block);
      assertThat(padded.shape()[1]).isGreaterThan(n);
      close(transformer.prefill(padded, lengths, slots), first);
      close(transformer.step(next, lengths, slots), then);
      // Rows of unlike lengths take the way that a GPU's padded rows take.
      long[] unlike = {n, n - 1};
      float[] both = transformer.prefill(padded, unlike, slots);
      for (int v = 0; v < transformer.config().vocabSize(); v++) {
        assertThat(both[v]).isCloseTo(first[v], within(1e-4f));
      }
    }
  }

  private static void close(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
    }
  }
}
