package io.tessera.engine.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The processor that this process runs on.
 *
 * @param name for people, such as "AMD EPYC 9654"
 * @param model vendor, family, model and stepping; kernels are chosen by these
 * @param flags instruction sets as Linux names them, such as avx512f; empty where the system does
 *     not say
 */
public record Processor(String name, String model, Set<String> flags) {
  public Processor {
    flags = Set.copyOf(flags);
  }

  /** Reads {@code /proc/cpuinfo} where there is one. */
  public static Processor here() {
    Path info = Path.of("/proc/cpuinfo");
    try {
      if (Files.isReadable(info)) {
        return of(Files.readAllLines(info));
      }
    } catch (IOException e) {
      // the architecture has to do
    }
    String arch = System.getProperty("os.arch");
    return new Processor(arch, System.getProperty("os.name") + " " + arch, Set.of());
  }

  static Processor of(List<String> lines) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.putIfAbsent(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    String flags = fields.getOrDefault("flags", fields.getOrDefault("features", ""));
    String arch = System.getProperty("os.arch");
    return new Processor(
        fields.getOrDefault("model name", arch),
        String.format(
            Locale.ROOT,
            "%s family %s model %s stepping %s",
            fields.getOrDefault("vendor_id", arch),
            fields.getOrDefault("cpu family", fields.getOrDefault("cpu part", "?")),
            fields.getOrDefault("model", "?"),
            fields.getOrDefault("stepping", "?")),
        Set.of(flags.isBlank() ? new String[0] : distinct(flags)));
  }

  private static String[] distinct(String flags) {
    return new TreeSet<>(List.of(flags.split("\\s+"))).toArray(String[]::new);
  }

  /** Whether it has instructions for products of bfloat16, which are then faster than float32's. */
  public boolean hasBfloat16() {
    return flags.contains("avx512_bf16") || flags.contains("amx_bf16") || flags.contains("bf16");
  }

  /** The instruction sets that decide which kernels run, the widest first. */
  public List<String> instructionSets() {
    List<String> known =
        List.of("amx_int8", "amx_bf16", "avx512_bf16", "avx512_vnni", "avx512f", "avx2", "avx");
    List<String> out = new ArrayList<>(known);
    out.removeIf(set -> !flags.contains(set));
    return out;
  }

  /**
   * How MKL should work so that its results depend neither on where numbers lie in memory nor on
   * the number of threads (its "conditional numerical reproducibility").
   */
  String mklReproducibility() {
    if (flags.contains("avx512f")) {
      return "AVX512,STRICT";
    }
    return flags.contains("avx2") ? "AVX2,STRICT" : "AUTO";
  }
}
