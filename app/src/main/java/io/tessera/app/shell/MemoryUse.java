package io.tessera.app.shell;

import io.tessera.api.DeviceMemory;
import io.tessera.app.text.Texts;
import java.util.Optional;

/**
 * Memory in use, as the status bar tells it.
 *
 * @param resident bytes of the process; 0 where they are not known
 * @param heap bytes of the process that are Java's
 * @param gpu of the graphics card that models run on, all programs together
 */
record MemoryUse(long resident, long heap, Optional<DeviceMemory> gpu) {
  static final MemoryUse UNKNOWN = new MemoryUse(0, 0, Optional.empty());

  /** In the artist's words; empty where nothing is known. */
  String describe(Texts texts) {
    String process = resident > 0 ? texts.get("status.memory", resident / 1e9, heap / 1e9) : "";
    String card =
        gpu.map(m -> texts.get("status.gpu-memory", m.used() / 1e9, m.total() / 1e9)).orElse("");
    return process.isEmpty() || card.isEmpty() ? process + card : process + "  ·  " + card;
  }
}
