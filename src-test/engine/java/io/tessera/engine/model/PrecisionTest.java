package io.tessera.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Int8Products;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.PrecisionChoice;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What coarser arithmetic costs: bounds on logits and pixels against float32. */
class PrecisionTest {
  @Test
  void bfloat16StaysCloseToFloat32() {
    ModelFolder folder = ModelFolder.at(Golden.SHIPPED.resolve("seg2img"));
    try (ModelBundle full = ModelBundle.open(folder, Device.CPU, Precision.F32);
        ModelBundle brief = ModelBundle.open(folder, Device.CPU, Precision.BF16)) {
      int block = full.transformer().config().blockSize();
      int vocabulary = full.transformer().config().vocabSize();
      long[] ids = new Random(3).longs(block - 1, 0, vocabulary).toArray();
      float[] a = full.transformer().logits(new HostTensor.Longs(ids, 1, ids.length)).floats();
      float[] b = brief.transformer().logits(new HostTensor.Longs(ids, 1, ids.length)).floats();
      double relative = difference(a, b);
      System.out.printf("bf16 logits: relative rms difference %.2e%n", relative);
      // bfloat16 keeps 8 bits: 2^-8 a product, gathered over the layers.
      assertThat(relative).isLessThan(0.02);
      pixels(full, brief);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"INT8", "INT8_F32"})
  void integersStayCloseToFloat32(Precision precision) {
    assumeThat(Int8Products.on(Device.CPU)).isTrue();
    ModelFolder folder = ModelFolder.at(Golden.SHIPPED.resolve("seg2img"));
    try (ModelBundle full = ModelBundle.open(folder, Device.CPU, Precision.F32);
        ModelBundle brief = ModelBundle.open(folder, Device.CPU, precision)) {
      GptConfig config = full.transformer().config();
      int n = config.blockSize() - 1;
      HostTensor.Longs ids =
          new HostTensor.Longs(new Random(3).longs(n, 0, config.vocabSize()).toArray(), 1, n);
      float[] a = full.transformer().logits(ids).floats();
      float[] b = brief.transformer().logits(ids).floats();
      System.out.printf("%s logits: relative rms difference %.2e%n", precision, difference(a, b));
      assertThat(difference(a, b)).isBetween(1e-4, 0.03);
      pixels(full, brief);

      // Kept keys and values, a token at a time, tell what the whole window tells.
      brief.transformer().reserve(1);
      long[] slot = {0};
      long[] begin = Arrays.copyOf(ids.data(), n - 2);
      brief.transformer().prefill(new HostTensor.Longs(begin, 1, n - 2), new long[] {n - 2}, slot);
      float[] last = a;
      for (int at = n - 2; at < n; at++) {
        HostTensor.Longs next = new HostTensor.Longs(new long[] {ids.data()[at]}, 1, 1);
        last = brief.transformer().step(next, new long[] {at}, slot);
      }
      int v = config.vocabSize();
      assertThat(difference(Arrays.copyOfRange(a, a.length - v, a.length), last)).isLessThan(0.03);
    }
  }

  @Test
  void integersOfASequenceDoNotDependOnWhatIsComputedBesideIt() {
    assumeThat(Int8Products.on(Device.CPU)).isTrue();
    ModelFolder folder = ModelFolder.at(Golden.SHIPPED.resolve("seg2img"));
    try (ModelBundle model = ModelBundle.open(folder, Device.CPU, Precision.INT8)) {
      Transformer transformer = model.transformer();
      int vocabulary = transformer.config().vocabSize();
      int n = transformer.config().blockSize() - 2;
      int[] lengths = {n, n / 2, n - 3};
      transformer.reserve(lengths.length);
      long[][] sequences = new long[lengths.length][];
      long[] together = new long[lengths.length * n];
      long[] slots = {0, 1, 2};
      for (int b = 0; b < lengths.length; b++) {
        sequences[b] = new Random(b).longs(n + 1, 0, vocabulary).toArray();
        System.arraycopy(sequences[b], 0, together, b * n, lengths[b]);
        Arrays.fill(together, b * n + lengths[b], (b + 1) * n, vocabulary - 1);
      }
      HostTensor.Longs all = new HostTensor.Longs(together, lengths.length, n);
      float[] begun = transformer.prefill(all, longs(lengths), slots);
      float[] gone = transformer.step(next(sequences, lengths), longs(lengths), slots);
      for (int b = 0; b < lengths.length; b++) {
        int[] own = {lengths[b]};
        long[] ids = Arrays.copyOf(sequences[b], own[0]);
        long[] slot = {0};
        HostTensor.Longs alone = new HostTensor.Longs(ids, 1, own[0]);
        float[] first = transformer.prefill(alone, longs(own), slot);
        assertThat(first).as("prefill").isEqualTo(row(begun, b, vocabulary));
        float[] then = transformer.step(next(new long[][] {sequences[b]}, own), longs(own), slot);
        // Attention and logits are sums of floats, whose order follows the batch.
        assertThat(difference(row(gone, b, vocabulary), then)).as("step").isLessThan(1e-5);
      }
    }
  }

  private static HostTensor.Longs next(long[][] sequences, int[] lengths) {
    long[] ids = new long[lengths.length];
    Arrays.setAll(ids, b -> sequences[b][lengths[b]]);
    return new HostTensor.Longs(ids, lengths.length, 1);
  }

  private static long[] longs(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  private static float[] row(float[] rows, int b, int width) {
    return Arrays.copyOfRange(rows, b * width, (b + 1) * width);
  }

  /** Root of the squares of differences over that of the squares of a. */
  private static double difference(float[] a, float[] b) {
    double squares = 0;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      squares += a[i] * a[i];
      difference += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(difference / squares);
  }

  private static void pixels(ModelBundle full, ModelBundle brief) {
    int[] tokens = new Random(4).ints(16 * 16, 0, full.firstStage().codebook().tokens()).toArray();
    TokenGrid grid = new TokenGrid(16, 16, tokens);
    double squares = 0;
    byte[] x = picture(full, grid).rgb();
    byte[] y = picture(brief, grid).rgb();
    for (int i = 0; i < x.length; i++) {
      double d = (x[i] & 255) - (y[i] & 255);
      squares += d * d;
    }
    double psnr = 10 * Math.log10(255 * 255 / Math.max(1e-9, squares / x.length));
    System.out.printf("%s pixels: PSNR %.1f dB%n", brief.precision(), psnr);
    assertThat(psnr).isGreaterThan(35);
  }

  private static RgbImage picture(ModelBundle model, TokenGrid grid) {
    HostTensor x = model.firstStage().decode(grid);
    return RgbImage.fromNetwork(x.floats(), 3, (int) x.shape()[3], (int) x.shape()[2]);
  }

  @Test
  void theFastestPrecisionIsMeasuredAndUnknownOnesAreRefused() {
    assertThat(PrecisionChoice.fastest(Device.CPU)).isIn(Precision.F32, Precision.BF16);
    assertThatThrownBy(() -> Precision.of("f8"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bf16");
    assertThatThrownBy(() -> Precision.ofTraining("int8"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("int8");
    assertThatThrownBy(() -> Device.of("cuda:7"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cuda:7");
    assertThatThrownBy(() -> Device.of("tpu"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tpu");
  }
}
