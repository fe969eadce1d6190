package io.tessera.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.BenchReport;
import io.tessera.api.BenchRequest;
import io.tessera.api.BenchRow;
import io.tessera.api.TokenOrder;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.torch.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BenchTest {
  private static final BenchShape TINY =
      new BenchShape(
          "tiny",
          new GptConfig(40, 512, 2, 2, 16, 0, 0, 0, 0, TokenOrder.RASTER),
          0,
          true,
          new FirstStageConfig(
              "taming.models.vqgan.VQModel",
              FirstStageConfig.Kind.VECTOR_QUANTIZED,
              new DdConfig(
                  false,
                  8,
                  256,
                  3,
                  3,
                  8,
                  List.of(1, 1, 1, 1, 1),
                  1,
                  List.of(16),
                  4,
                  1,
                  false,
                  0,
                  0),
              32,
              8,
              0,
              OptionalInt.empty(),
              "image",
              false,
              Optional.empty(),
              "random"));

  @Test
  void everyCaseIsMeasuredAndCompared() {
    List<String> told = new ArrayList<>();
    BenchReport report =
        new Bench(new BenchRequest("tiny", 1), TINY, Device.CPU, 2, told::add).run();
    assertThat(report.ratios())
        .containsOnlyKeys(
            "exact",
            "strided:4",
            "strided:8",
            "strided:16",
            "strided:8x4",
            "strided:16x8",
            "decode");
    assertThat(report.ratios().values()).allMatch(r -> r > 0 && Double.isFinite(r));
    assertThat(report.rows())
        .extracting(BenchRow::name)
        .contains(
            "machine products bf16",
            "machine memory",
            "reference f32",
            "exact f32",
            "strided:8 bf16",
            "strided:8 bf16 x4",
            "decode plain f32",
            "decode bf16");
    assertThat(report.rows())
        .allMatch(r -> r.min() > 0 && r.min() <= r.median() && r.median() <= r.max());
    assertThat(report.decodePeakMb()).isPositive();
    assertThat(report.processor()).isNotBlank();
    assertThat(told).anyMatch(line -> line.contains("reference f32"));
  }

  @Test
  void theMedianLiesBetween() {
    BenchRow row = BenchRow.of("a", "b", new double[] {3, 1, 2, 10});
    assertThat(row).isEqualTo(new BenchRow("a", "b", 2.5, 1, 10));
  }

  @Test
  void unknownShapesAreRefused() {
    assertThat(BenchShape.of("sflckr").gpt().nLayer()).isEqualTo(24);
    assertThatThrownBy(() -> BenchShape.of("huge"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("imagenet");
  }
}
