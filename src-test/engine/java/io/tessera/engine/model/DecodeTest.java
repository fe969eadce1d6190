package io.tessera.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tessera.api.TokenGrid;
import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.golden.Loaded;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Int8Products;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.Torch;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A decode in bands gives the numbers of the decode in one piece. */
class DecodeTest {
  static TokenGrid random(int rows, int columns, int entries) {
    Random random = new Random(rows);
    return new TokenGrid(rows, columns, random.ints(rows * columns, 0, entries).toArray());
  }

  static double largestDifference(float[] a, float[] b) {
    assertThat(a).hasSameSizeAs(b);
    double most = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i] - b[i]));
    }
    return most;
  }

  @ParameterizedTest
  @CsvSource({"3, 5", "8, 8", "21, 9"})
  void bandsChangeNothing(int rows, int columns) {
    ModelFolder folder = Golden.model("vqgan_tiny");
    FirstStageConfig config = (FirstStageConfig) ModelConfig.of(folder.config());
    try (FirstStage stage = Loaded.firstStage(folder, config, "", Precision.F32)) {
      TokenGrid tokens = random(rows, columns, stage.codebook().tokens());
      float[] plain = stage.decodePlainly(tokens).floats();
      for (int numbers : new int[] {1, 5000, 1 << 22}) {
        for (boolean frugal : new boolean[] {false, true}) {
          assertThat(largestDifference(stage.decode(tokens, numbers, frugal).floats(), plain))
              .as("bands of %d, frugal %s", numbers, frugal)
              .isLessThan(2e-5);
        }
      }
    }
  }

  /** What stands around a picture is decoded with it, and none of it is seen. */
  @ParameterizedTest
  @CsvSource({"5, 7, 1", "8, 6, 2"})
  void aBorderIsDecodedAndCutOff(int rows, int columns, int border) {
    ModelFolder folder = Golden.model("vqgan_tiny");
    FirstStageConfig config = (FirstStageConfig) ModelConfig.of(folder.config());
    try (FirstStage plain = Loaded.firstStage(folder, config, "", Precision.F32);
        FirstStage bordered =
            Loaded.firstStage(folder, bordered(config, border), "", Precision.F32)) {
      TokenGrid tokens = random(rows, columns, plain.codebook().tokens());
      int wide = columns + 2 * border;
      int[] around = new int[(rows + 2 * border) * wide];
      for (int i = 0; i < around.length; i++) {
        int row = Math.clamp(i / wide - border, 0, rows - 1);
        around[i] = tokens.at(row, Math.clamp(i % wide - border, 0, columns - 1));
      }
      int f = plain.factor();
      float[] whole = plain.decodePlainly(new TokenGrid(rows + 2 * border, wide, around)).floats();
      HostTensor x = bordered.decode(tokens);
      assertThat(x.shape()).containsExactly(1, 3, rows * f, columns * f);
      float[] found = x.floats();
      for (int i = 0; i < found.length; i++) {
        int c = i / (rows * f * columns * f);
        int y = i / (columns * f) % (rows * f) + border * f;
        int u = i % (columns * f) + border * f;
        int at = (c * (rows + 2 * border) * f + y) * wide * f + u;
        assertThat(found[i]).isCloseTo(whole[at], within(2e-5f));
      }
    }
  }

  private static FirstStageConfig bordered(FirstStageConfig c, int border) {
    DdConfig d = c.dd();
    DdConfig dd =
        new DdConfig(
            d.doubleZ(),
            d.zChannels(),
            d.resolution(),
            d.inChannels(),
            d.outCh(),
            d.ch(),
            d.chMult(),
            d.numResBlocks(),
            d.attnResolutions(),
            d.numGroups(),
            d.patch(),
            d.subpixel(),
            d.texture(),
            d.detail(),
            border);
    return new FirstStageConfig(
        c.target(),
        c.kind(),
        dd,
        c.nEmbed(),
        c.embedDim(),
        c.labels(),
        c.unlabelled(),
        c.imageKey(),
        c.colorize(),
        c.remap(),
        c.unknownIndex());
  }

  @ParameterizedTest
  @CsvSource({"9, 8"})
  void halfTheDigitsAreNoneTheWorse(int rows, int columns) {
    ModelFolder folder = Golden.model("vqgan_tiny");
    FirstStageConfig config = (FirstStageConfig) ModelConfig.of(folder.config());
    try (FirstStage full = Loaded.firstStage(folder, config, "", Precision.F32);
        FirstStage half = Loaded.firstStage(folder, config, "", Precision.BF16)) {
      TokenGrid tokens = random(rows, columns, full.codebook().tokens());
      float[] exact = full.decodePlainly(tokens).floats();
      double plain = rms(half.decodePlainly(tokens).floats(), exact);
      double bands = rms(half.decode(tokens, 2000, false).floats(), exact);
      assertThat(plain).isGreaterThan(0);
      assertThat(bands).isLessThan(1.3 * plain);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT8, BF16", "INT8_F32, F32"})
  void integersInLargeMapsAreNoneTheWorse(Precision integers, Precision floats) {
    assumeThat(Int8Products.on(Device.CPU)).isTrue();
    FirstStageConfig config = config(32, 1, 0, 0);
    TokenGrid tokens = random(52, 48, 32); // the last map has 208 x 192 x 32 numbers
    Torch.seed(1);
    float[] exact;
    try (FirstStage stage = FirstStage.random(config, Device.CPU, Precision.F32)) {
      exact = stage.decodePlainly(tokens).floats();
    }
    Torch.seed(1);
    float[] without;
    try (FirstStage stage = FirstStage.random(config, Device.CPU, floats)) {
      without = stage.decode(tokens).floats();
    }
    Torch.seed(1);
    try (FirstStage stage = FirstStage.random(config, Device.CPU, integers)) {
      double deviation = rms(exact, new float[exact.length]);
      // Each product is off by less than a hundredth: independent of what the floats are off by.
      double most = Math.hypot(rms(without, exact), 0.02 * deviation);
      for (int numbers : new int[] {1 << 22, 5000}) {
        for (boolean frugal : new boolean[] {false, true}) {
          float[] bands = stage.decode(tokens, numbers, frugal).floats();
          assertThat(rms(bands, without)).as("integers are used").isGreaterThan(1e-4 * deviation);
          assertThat(rms(bands, exact))
              .as("bands of %d, frugal %s", numbers, frugal)
              .isLessThan(most);
        }
      }
      TokenGrid few = random(8, 8, 32);
      assertThat(stage.decode(few).floats()).hasSize(3 * 32 * 32);
    }
  }

  /** Random weights ask for texture beyond measure: differences are told against it. */
  @ParameterizedTest
  @CsvSource({"8, 0", "0, 8"})
  void whatIsDrawnOverIsTheSameInBands(int texture, int detail) {
    FirstStageConfig config = config(8, 2, texture, detail);
    Torch.seed(1);
    try (FirstStage stage = FirstStage.random(config, Device.CPU, Precision.F32)) {
      TokenGrid tokens = random(60, 12, 32);
      float[] plain = stage.decodePlainly(tokens).floats();
      float[] once = stage.decode(tokens, 1 << 22, false).floats();
      double drawn = rms(once, plain);
      assertThat(drawn).isGreaterThan(0.02);
      // Rows enough for seven or more at a time, and for four, the fewest.
      for (int numbers : new int[] {9 * 12 * 8 * 8 * 7 / 2, 1}) {
        float[] bands = stage.decode(tokens, numbers, false).floats();
        assertThat(rms(bands, once)).isLessThan(1e-5 * drawn);
      }
    }
  }

  private static FirstStageConfig config(int channels, int patch, int texture, int detail) {
    return new FirstStageConfig(
        "taming.models.vqgan.VQModel",
        FirstStageConfig.Kind.VECTOR_QUANTIZED,
        new DdConfig(
            false,
            8,
            64,
            3,
            3,
            channels,
            List.of(1, 1, 1),
            1,
            List.of(),
            4,
            patch,
            patch > 1,
            texture,
            detail),
        32,
        8,
        0,
        OptionalInt.empty(),
        "image",
        false,
        Optional.empty(),
        "random");
  }

  private static double rms(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow((double) a[i] - b[i], 2);
    }
    return Math.sqrt(sum / a.length);
  }
}
