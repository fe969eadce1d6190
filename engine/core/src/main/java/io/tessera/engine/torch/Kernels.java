package io.tessera.engine.torch;

import io.tessera.api.fault.CacheFolder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which kernels networks are computed with here: of every family the fastest that was found to be
 * right.
 *
 * @param verdicts what the check of each family found
 */
public record Kernels(Map<KernelFamily, Verdict> verdicts) {
  /** What a GPU uses, and what the check itself is made of: the fastest of each. */
  private static final List<String> FASTEST =
      List.of("conv_onednn.py", "attention_fused.py", "group_norm_native.py", "whole.py");

  public Kernels {
    verdicts = Map.copyOf(verdicts);
  }

  /**
   * Those of this processor. They are checked once; what was found is kept for each processor and
   * libtorch.
   */
  public static Kernels here() {
    return Known.KERNELS;
  }

  /** Found out once, when first asked. */
  private static final class Known {
    static final Kernels KERNELS =
        new Kernels(
            new KernelRecord(CacheFolder.path(), Processor.here(), Torch.build())
                .findOr(() -> new KernelCheck().run()));
  }

  /**
   * Checks every family again, at length.
   *
   * @param shapes how many shapes at random are tried beside the usual ones
   */
  public static Kernels checkedAgain(int shapes) {
    return new Kernels(new KernelCheck(Map.of(), shapes).run());
  }

  private boolean right(KernelFamily family) {
    Verdict verdict = verdicts.get(family);
    return verdict != null && verdict.isRight();
  }

  private boolean right(KernelFamily f32, KernelFamily bf16) {
    return right(f32) && (right(bf16) || !right(KernelFamily.LINEAR_BF16));
  }

  /** The scripts that hold convolutions, attention and norms for a device. */
  static List<String> sources(Device device) {
    return device.isGpu() ? FASTEST : here().sources();
  }

  List<String> sources() {
    boolean convolution = right(KernelFamily.CONVOLUTION_F32) && right(KernelFamily.BACKWARD_F32);
    return List.of(
        convolution ? "conv_onednn.py" : "conv_im2col.py",
        right(KernelFamily.ATTENTION_F32, KernelFamily.ATTENTION_BF16)
            ? "attention_fused.py"
            : "attention_products.py",
        right(KernelFamily.GROUP_NORM_F32, KernelFamily.GROUP_NORM_BF16)
            ? "group_norm_native.py"
            : "group_norm_plain.py",
        "whole.py");
  }

  /** Whether linear layers have packed weights in this precision. */
  public boolean isPacked(Precision precision) {
    return precision.scalarType() == Precision.BF16.scalarType()
        ? right(KernelFamily.PACKED_BF16) && right(KernelFamily.PACKED_F32)
        : precision == Precision.F32 && right(KernelFamily.PACKED_F32);
  }

  /** Whether linear layers can be of 8-bit integers. */
  public boolean hasInt8() {
    return right(KernelFamily.LINEAR_INT8);
  }

  /** Whether all that inference needs is right in bfloat16. */
  public boolean hasBfloat16() {
    return (right(KernelFamily.PACKED_BF16) && right(KernelFamily.PACKED_F32)
            || right(KernelFamily.LINEAR_BF16))
        && right(KernelFamily.CONVOLUTION_BF16);
  }

  /** The precision that is used where this one is asked for: float32 if it is wrong here. */
  public Precision usable(Precision asked, Device device) {
    boolean wrong = !device.isGpu() && asked == Precision.BF16 && !hasBfloat16();
    return wrong ? Precision.F32 : asked;
  }

  /**
   * The same for training, which takes gradients of convolutions; float32 too where bfloat16 is
   * right but not in the processor's instructions, since it is many times slower then.
   */
  public Precision usableInTraining(Precision asked, Device device) {
    boolean unwise =
        !device.isGpu()
            && asked == Precision.BF16
            && !(right(KernelFamily.BACKWARD_BF16) && computesBfloat16());
    return unwise ? Precision.F32 : usable(asked, device);
  }

  /** Whether oneDNN has instructions for bfloat16 here that it may use. */
  static boolean computesBfloat16() {
    return Processor.here().hasBfloat16() && KernelRecord.heldTo().isEmpty();
  }

  /**
   * Whether oneDNN is wrong here in what has only a slow replacement. What is missing is not wrong.
   * bfloat16 is replaced by float32, which is faster than bfloat16 with older instructions.
   */
  boolean wantsOlderInstructions() {
    return Stream.of(
            KernelFamily.PACKED_F32, KernelFamily.CONVOLUTION_F32, KernelFamily.BACKWARD_F32)
        .map(verdicts::get)
        .filter(Objects::nonNull)
        .anyMatch(Verdict::isWrong);
  }

  /**
   * The same of what renders compute with. 8-bit integers are told of when they are asked for;
   * gradients are for training.
   */
  public List<String> avoidedInRenders() {
    return avoided(
        EnumSet.complementOf(
            EnumSet.of(
                KernelFamily.LINEAR_INT8, KernelFamily.BACKWARD_F32, KernelFamily.BACKWARD_BF16)));
  }

  /**
   * One line for each family that is wrong here and so avoided: what, and what is used instead.
   * What this processor does not have is not wrong.
   */
  public List<String> avoided() {
    return avoided(EnumSet.allOf(KernelFamily.class));
  }

  private List<String> avoided(Set<KernelFamily> families) {
    Map<KernelFamily, String> instead = new EnumMap<>(KernelFamily.class);
    instead.put(KernelFamily.PACKED_F32, "plain float32 products, which is slower");
    instead.put(KernelFamily.PACKED_BF16, "plain products, slower");
    instead.put(KernelFamily.LINEAR_BF16, "packed bfloat16 products, or float32");
    instead.put(KernelFamily.LINEAR_INT8, "bfloat16 or float32; int8 is refused");
    instead.put(KernelFamily.CONVOLUTION_F32, "unfolded convolutions, which is slower");
    instead.put(KernelFamily.CONVOLUTION_BF16, "float32, which is slower");
    instead.put(KernelFamily.BACKWARD_F32, "unfolded convolutions, which is slower");
    instead.put(KernelFamily.BACKWARD_BF16, "training in float32");
    instead.put(KernelFamily.ATTENTION_F32, "attention as two products");
    instead.put(KernelFamily.ATTENTION_BF16, "attention as two products");
    instead.put(KernelFamily.GROUP_NORM_F32, "norms as plain sums");
    instead.put(KernelFamily.GROUP_NORM_BF16, "norms as plain sums");
    List<String> lines = new ArrayList<>();
    for (KernelFamily family : families) {
      Verdict verdict = verdicts.get(family);
      if (verdict != null && verdict.isWrong()) {
        String other =
            instead.getOrDefault(family, "nothing: float32 products are wrong on this processor");
        lines.add(family.title() + " are avoided; instead: " + other);
      }
    }
    return lines;
  }
}
