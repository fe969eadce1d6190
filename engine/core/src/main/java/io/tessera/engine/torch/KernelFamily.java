package io.tessera.engine.torch;

import java.util.List;
import java.util.Locale;

/** The kinds of kernels that networks are computed with, each checked before it is used. */
public enum KernelFamily {
  /** oneDNN's linear layers with packed weights. */
  PACKED_F32("float32 products with packed weights", "packed.py", "linear_packed.py"),
  PACKED_BF16("bfloat16 products with packed weights", "packed.py", "linear_packed.py"),

  /** libtorch's own linear layers: MKL in float32, oneDNN in bfloat16. */
  LINEAR_F32("float32 products", "linear_plain.py"),
  LINEAR_BF16("bfloat16 products", "linear_plain.py"),

  /** oneDNN's linear layers of 8-bit integers. */
  LINEAR_INT8("products of 8-bit integers", "packed.py", "linear_int8.py"),
  CONVOLUTION_F32("float32 convolutions", "conv_onednn.py"),
  CONVOLUTION_BF16("bfloat16 convolutions", "conv_onednn.py"),

  /** Gradients of convolutions, as training takes them. */
  BACKWARD_F32("gradients of float32 convolutions", "conv_onednn.py"),
  BACKWARD_BF16("gradients of bfloat16 convolutions", "conv_onednn.py"),
  ATTENTION_F32("float32 attention", "attention_fused.py"),
  ATTENTION_BF16("bfloat16 attention", "attention_fused.py"),
  GROUP_NORM_F32("float32 group norm", "group_norm_native.py"),
  GROUP_NORM_BF16("bfloat16 group norm", "group_norm_native.py");

  private final String title;
  private final List<String> sources;

  KernelFamily(String title, String... sources) {
    this.title = title;
    this.sources = List.of(sources);
  }

  boolean isLinear() {
    return this == PACKED_F32
        || this == PACKED_BF16
        || this == LINEAR_F32
        || this == LINEAR_BF16
        || this == LINEAR_INT8;
  }

  boolean isBfloat16() {
    return name().endsWith("BF16");
  }

  /** libtorch's number of the type that it computes in. */
  int scalarType() {
    return isBfloat16() ? Precision.BF16.scalarType() : Precision.F32.scalarType();
  }

  /** What users read, such as "float32 convolutions". */
  public String title() {
    return title;
  }

  /** The scripts that compute it. */
  List<String> sources() {
    return sources;
  }

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
