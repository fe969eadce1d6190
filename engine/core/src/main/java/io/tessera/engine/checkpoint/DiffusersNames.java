package io.tessera.engine.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The same first stages as the library Diffusers writes them: {@code config.json} beside the
 * weights, blocks under other names, levels of the decoder counted from the other end, and
 * attention's 1 × 1 convolutions as matrices.
 */
final class DiffusersNames {
  private static final Pattern LEVEL =
      Pattern.compile("(encoder|decoder)\\.(down|up)_blocks\\.(\\d+)\\.(.*)");
  private static final Pattern MID = Pattern.compile("(encoder|decoder)\\.mid_block\\.(.*)");
  private static final Pattern PART =
      Pattern.compile("(resnets|attentions|downsamplers|upsamplers)\\.(\\d+)\\.(.*)");
  private static final Map<String, String> ATTENTION =
      Map.of(
          "group_norm", "norm",
          "to_q", "q",
          "query", "q",
          "to_k", "k",
          "key", "k",
          "to_v", "v",
          "value", "v",
          "to_out.0", "proj_out",
          "proj_attn", "proj_out");
  private static final Set<String> CLASSES = Set.of("VQModel", "AutoencoderKL");

  private DiffusersNames() {}

  static boolean isConfig(ConfigNode root) {
    return root.get("_class_name").isPresent();
  }

  /** A configuration in the original's schema. */
  static ConfigNode original(ConfigNode c) {
    String type = c.get("_class_name").text();
    if (!CLASSES.contains(type)) {
      throw c.get("_class_name")
          .fault("names '" + type + "'; of Diffusers' networks VQModel and AutoencoderKL are read");
    }
    boolean variational = type.equals("AutoencoderKL");
    List<Integer> channels =
        c.get("block_out_channels").isPresent()
            ? c.get("block_out_channels").integers()
            : List.of(64);
    int ch = channels.getFirst();
    if (ch < 1 || channels.stream().anyMatch(n -> n % ch != 0)) {
      throw c.get("block_out_channels").fault("should be multiples of the first one");
    }
    int resolution = 1 << 8;
    List<String> blocks = c.get("down_block_types").texts();
    List<Integer> attention = new java.util.ArrayList<>();
    for (int level = 0; level < blocks.size(); level++) {
      if (blocks.get(level).startsWith("Attn")) {
        attention.add(resolution >> level);
      }
    }
    int latent = c.get("latent_channels").integer(variational ? 4 : 3);
    Map<String, Object> dd = new LinkedHashMap<>();
    dd.put("double_z", variational);
    dd.put("z_channels", latent);
    dd.put("resolution", resolution);
    dd.put("in_channels", c.get("in_channels").integer(3));
    dd.put("out_ch", c.get("out_channels").integer(3));
    dd.put("ch", ch);
    dd.put("ch_mult", channels.stream().map(n -> n / ch).toList());
    dd.put("num_res_blocks", c.get("layers_per_block").integer(1));
    dd.put("attn_resolutions", attention);
    dd.put("num_groups", c.get("norm_num_groups").integer(32));
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("embed_dim", c.get("vq_embed_dim").integer(latent));
    if (!variational) {
      params.put("n_embed", c.get("num_vq_embeddings").integer(256));
    }
    params.put("ddconfig", dd);
    String target =
        variational ? "ldm.models.autoencoder.AutoencoderKL" : "taming.models.vqgan.VQModel";
    return new ConfigNode(
        c.file(), "", Map.of("model", Map.of("target", target, "params", params)));
  }

  /** Whether names are Diffusers'. */
  static boolean areThose(Set<String> names) {
    return names.stream().anyMatch(n -> LEVEL.matcher(n).matches() || MID.matcher(n).matches());
  }

  /** The tensors under the original's names and in its shapes. */
  static Map<String, TensorEntry> original(Map<String, TensorEntry> tensors) {
    int levels =
        1
            + tensors.keySet().stream()
                .map(LEVEL::matcher)
                .filter(Matcher::matches)
                .mapToInt(m -> Math.min(99, Integer.parseInt(m.group(3))))
                .max()
                .orElse(0);
    Map<String, TensorEntry> out = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String to = name(name, levels);
          boolean matrix = to.matches(".*\\.attn[._]\\d+\\.(q|k|v|proj_out)\\.weight");
          out.put(to, matrix && tensor.shape().length == 2 ? tensor.asConvolution() : tensor);
        });
    return out;
  }

  private static String name(String name, int levels) {
    Matcher level = LEVEL.matcher(name);
    if (level.matches()) {
      int n = Integer.parseInt(level.group(3));
      boolean up = level.group(2).equals("up");
      String at = level.group(1) + "." + level.group(2) + "." + (up ? levels - 1 - n : n) + ".";
      Matcher part = PART.matcher(level.group(4));
      if (!part.matches()) {
        return name;
      }
      String index = part.group(2);
      String rest = part.group(3);
      return switch (part.group(1)) {
        case "resnets" -> at + "block." + index + "." + block(rest);
        case "attentions" -> at + "attn." + index + "." + attention(rest);
        case "downsamplers" -> at + "downsample." + rest;
        default -> at + "upsample." + rest;
      };
    }
    Matcher mid = MID.matcher(name);
    if (mid.matches()) {
      Matcher part = PART.matcher(mid.group(2));
      String at = mid.group(1) + ".mid.";
      if (part.matches() && part.group(1).equals("resnets")) {
        return at + "block_" + (Integer.parseInt(part.group(2)) + 1) + "." + block(part.group(3));
      }
      return part.matches() ? at + "attn_1." + attention(part.group(3)) : name;
    }
    return name.replace(".conv_norm_out.", ".norm_out.");
  }

  private static String block(String rest) {
    return rest.replace("conv_shortcut", "nin_shortcut");
  }

  private static String attention(String rest) {
    int dot = rest.lastIndexOf('.');
    String part = dot < 0 ? rest : rest.substring(0, dot);
    return ATTENTION.getOrDefault(part, part) + (dot < 0 ? "" : rest.substring(dot));
  }
}
