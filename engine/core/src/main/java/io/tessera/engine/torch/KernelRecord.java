package io.tessera.engine.torch;

import io.tessera.api.fault.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What checks of the kernels found, in a file for each processor, libtorch and instruction set that
 * oneDNN is held to. Where no file can be written, checks are made at every start.
 */
final class KernelRecord {
  /** Rises with every change of the checks or of the scripts that they check. */
  private static final int VERSION = 4;

  /** oneDNN's variable that holds it to an instruction set. */
  private static final String MOST = "ONEDNN_MAX_CPU_ISA";

  private static final String OLDER = "AVX2";

  private final Path folder;
  private final Processor processor;
  private final String libtorch;

  KernelRecord(Path folder, Processor processor, String libtorch) {
    this.folder = folder;
    this.processor = processor;
    this.libtorch = libtorch;
  }

  /**
   * Before libtorch is loaded: if oneDNN's kernels were found wrong here, it is held to an older
   * instruction set from now on.
   */
  static void holdBack(Path folder, Processor processor, String libtorch) {
    if (System.getenv(MOST) == null
        && new KernelRecord(folder, processor, libtorch)
            .read("")
            .filter(v -> new Kernels(v).wantsOlderInstructions())
            .isPresent()) {
      ProcessEnvironment.setDefault(MOST, OLDER);
      System.setProperty(MOST, OLDER); // what Java's own view of the environment does not show
    }
  }

  /** The instruction set that oneDNN is held to; empty for none. */
  static String heldTo() {
    return Optional.ofNullable(System.getenv(MOST)).orElse(System.getProperty(MOST, ""));
  }

  /** The verdicts that were kept, else those that the check finds, which are kept. */
  Map<KernelFamily, Verdict> findOr(Supplier<Map<KernelFamily, Verdict>> check) {
    String held = heldTo();
    Optional<Map<KernelFamily, Verdict>> kept = read(held);
    if (kept.isPresent()) {
      return kept.get();
    }
    Map<KernelFamily, Verdict> found = check.get();
    keep(held, found);
    return found;
  }

  private Path file(String held) {
    String key = processor.model() + " " + libtorch + " " + held;
    return folder.resolve(
        "kernels-" + key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-") + ".txt");
  }

  private String title() {
    return "kernels " + VERSION + " " + String.join(" ", processor.instructionSets());
  }

  private Optional<Map<KernelFamily, Verdict>> read(String held) {
    Map<KernelFamily, Verdict> out = new EnumMap<>(KernelFamily.class);
    try {
      Path file = file(held);
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty() || !lines.getFirst().equals(title())) {
        return Optional.empty();
      }
      for (String line : lines.subList(1, lines.size())) {
        String[] parts = line.split(" ", 3);
        out.put(
            KernelFamily.valueOf(parts[0].toUpperCase(Locale.ROOT)),
            new Verdict(Double.parseDouble(parts[1]), parts.length > 2 ? parts[2] : ""));
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty(); // made again
    }
    return out.size() == KernelFamily.values().length ? Optional.of(out) : Optional.empty();
  }

  private void keep(String held, Map<KernelFamily, Verdict> verdicts) {
    List<String> lines = new ArrayList<>(List.of(title()));
    verdicts.forEach((f, v) -> lines.add(f.id() + " " + v.difference() + " " + v.detail()));
    try {
      AtomicFile.write(file(held), partial -> Files.write(partial, lines));
    } catch (IOException e) {
      // nowhere to keep it: the next start checks again
    }
  }
}
