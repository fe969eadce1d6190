package io.tessera.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kernels are checked before they are used; wrong ones are found, left out and named. */
class KernelsTest {
  private static Map<KernelFamily, Verdict> right;

  @BeforeAll
  static void check() {
    right = new KernelCheck(Map.of(), 12).run();
  }

  private static Kernels with(KernelFamily family, double difference) {
    Map<KernelFamily, Verdict> all = new EnumMap<>(right);
    all.put(family, new Verdict(difference, "somewhere"));
    return new Kernels(all);
  }

  /** Older processors have no packed bfloat16, and their products of 8-bit integers saturate. */
  private static Collection<Verdict> used(Map<KernelFamily, Verdict> found) {
    Map<KernelFamily, Verdict> used = new EnumMap<>(found);
    used.remove(KernelFamily.LINEAR_INT8);
    used.entrySet().removeIf(e -> e.getKey().isBfloat16() && e.getValue().isMissing());
    assertThat(used).containsKeys(KernelFamily.PACKED_F32, KernelFamily.CONVOLUTION_F32);
    return used.values();
  }

  @Test
  void whatIsUsedHereIsRight() {
    assertThat(used(right)).allMatch(Verdict::isRight);
    assertThat(new Kernels(right).sources())
        .containsExactly(
            "conv_onednn.py", "attention_fused.py", "group_norm_native.py", "whole.py");
  }

  @Test
  void aBrokenProductIsFoundAndLeftOut() {
    Map<KernelFamily, Verdict> found =
        new KernelCheck(Map.of(KernelFamily.PACKED_F32, List.of("broken_packed.py")), 0).run();
    assertThat(found.get(KernelFamily.PACKED_F32).isRight()).isFalse();
    assertThat(found.get(KernelFamily.LINEAR_F32).isRight()).isTrue();
    Kernels kernels = new Kernels(found);
    assertThat(kernels.isPacked(Precision.F32)).isFalse();
    assertThat(kernels.avoidedInRenders()).hasSize(1).first().asString().contains("packed weights");
    assertThat(kernels.wantsOlderInstructions()).isTrue();
  }

  @Test
  void brokenGradientsOfConvolutionsAreFoundAndLeftOut() {
    Map<KernelFamily, Verdict> found =
        new KernelCheck(Map.of(KernelFamily.BACKWARD_F32, List.of("broken_conv.py")), 0).run();
    assertThat(found.get(KernelFamily.BACKWARD_F32).isRight()).isFalse();
    assertThat(new Kernels(found).sources()).contains("conv_im2col.py");
  }

  @Test
  void theNextFamilyIsRightToo() {
    Map<KernelFamily, List<String>> next =
        Map.of(
            KernelFamily.CONVOLUTION_F32, List.of("conv_im2col.py"),
            KernelFamily.BACKWARD_F32, List.of("conv_im2col.py"),
            KernelFamily.ATTENTION_F32, List.of("attention_products.py"),
            KernelFamily.ATTENTION_BF16, List.of("attention_products.py"),
            KernelFamily.GROUP_NORM_F32, List.of("group_norm_plain.py"),
            KernelFamily.GROUP_NORM_BF16, List.of("group_norm_plain.py"));
    assertThat(used(new KernelCheck(next, 0).run())).allMatch(Verdict::isRight);
  }

  @Test
  void wrongBfloat16GivesWayToFloat32() {
    Kernels kernels = with(KernelFamily.CONVOLUTION_BF16, Double.NaN);
    assertThat(kernels.usable(Precision.BF16, Device.CPU)).isEqualTo(Precision.F32);
    assertThat(kernels.usable(Precision.F32, Device.CPU)).isEqualTo(Precision.F32);
    assertThat(kernels.wantsOlderInstructions()).isFalse();
  }

  @Test
  void wrongGradientsInBfloat16AreTakenInFloat32() {
    Kernels kernels = with(KernelFamily.BACKWARD_BF16, 2);
    assertThat(kernels.usableInTraining(Precision.BF16, Device.CPU)).isEqualTo(Precision.F32);
    assertThat(kernels.usable(Precision.BF16, Device.CPU))
        .isEqualTo(new Kernels(right).usable(Precision.BF16, Device.CPU));
  }

  @Test
  void whatIsMissingIsNotWrong() {
    Map<KernelFamily, Verdict> all = new EnumMap<>(right);
    all.put(KernelFamily.PACKED_F32, Verdict.missing(new IllegalStateException("no such")));
    Kernels kernels = new Kernels(all);
    assertThat(kernels.avoidedInRenders()).isEmpty();
    assertThat(kernels.isPacked(Precision.F32)).isFalse();
    assertThat(kernels.wantsOlderInstructions()).isFalse();
  }

  /** Most desktop processors have no exact products of 8-bit integers; nobody asked for them. */
  @Test
  void wrongIntegersAreNoNewsToRenders() {
    Kernels kernels = with(KernelFamily.LINEAR_INT8, 1e7);
    assertThat(kernels.hasInt8()).isFalse();
    assertThat(kernels.avoidedInRenders()).isEmpty();
    assertThat(kernels.avoided()).anyMatch(line -> line.contains("8-bit"));
  }

  @Test
  void verdictsAreKeptForEachProcessor(@TempDir Path folder) throws IOException {
    AtomicInteger checks = new AtomicInteger();
    Processor one = new Processor("A", "vendor family 26 model 2", java.util.Set.of("avx512f"));
    KernelRecord record = new KernelRecord(folder, one, "2.7.1");
    for (int start = 0; start < 2; start++) {
      assertThat(
              record.findOr(
                  () -> {
                    checks.incrementAndGet();
                    return right;
                  }))
          .isEqualTo(right);
    }
    assertThat(checks).hasValue(1);
    new KernelRecord(folder, one, "2.8").findOr(() -> right);
    Processor other = new Processor("B", "vendor family 6 model 207", java.util.Set.of());
    new KernelRecord(folder, other, "2.7.1").findOr(() -> right);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void aDamagedRecordIsMadeAgain(@TempDir Path folder) throws IOException {
    Processor one = new Processor("A", "vendor", java.util.Set.of());
    KernelRecord record = new KernelRecord(folder, one, "2.7.1");
    record.findOr(() -> right);
    try (var files = Files.list(folder)) {
      Files.writeString(files.findFirst().orElseThrow(), "kernels 1 \npacked_f32 x");
    }
    assertThat(record.findOr(() -> right)).isEqualTo(right);
  }

  @Test
  void linuxProcessorsAreRead() {
    Processor p =
        Processor.of(
            List.of(
                "vendor_id\t: AuthenticAMD",
                "cpu family\t: 26",
                "model\t\t: 2",
                "model name\t: AMD EPYC",
                "stepping\t: 1",
                "flags\t\t: fpu avx2 avx512f avx512_bf16"));
    assertThat(p.model()).isEqualTo("AuthenticAMD family 26 model 2 stepping 1");
    assertThat(p.hasBfloat16()).isTrue();
    assertThat(p.instructionSets()).containsExactly("avx512_bf16", "avx512f", "avx2");
  }
}
