package io.tessera.engine.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes off what PyTorch's wrappers put into the names of weights: {@code module.} (DataParallel),
 * {@code _orig_mod.} (torch.compile), those of FSDP, and the attribute that a Lightning module
 * keeps its network in.
 */
final class TensorNames {
  private static final Pattern WRAPPERS =
      Pattern.compile(
          "(^|(?<=\\.))(module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\\.");

  /** Attributes that stand before every name, or before none. */
  private static final Set<String> ATTRIBUTES = Set.of("model.", "net.", "vqgan.", "vqvae.");

  private TensorNames() {}

  static Map<String, TensorEntry> plain(Map<String, TensorEntry> tensors) {
    Map<String, TensorEntry> out = new LinkedHashMap<>();
    for (Map.Entry<String, TensorEntry> e : tensors.entrySet()) {
      out.putIfAbsent(WRAPPERS.matcher(e.getKey()).replaceAll(""), e.getValue());
    }
    for (String attribute : ATTRIBUTES) {
      if (!out.isEmpty() && out.keySet().stream().allMatch(n -> n.startsWith(attribute))) {
        Map<String, TensorEntry> inner = new LinkedHashMap<>();
        out.forEach((name, t) -> inner.put(name.substring(attribute.length()), t));
        out = inner;
      }
    }
    return DiffusersNames.areThose(out.keySet()) ? DiffusersNames.original(out) : out;
  }
}
