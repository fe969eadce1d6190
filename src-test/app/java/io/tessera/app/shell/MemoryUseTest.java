package io.tessera.app.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.DeviceMemory;
import io.tessera.app.text.Texts;
import io.tessera.engine.torch.Device;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the status bar says of memory. */
class MemoryUseTest {
  private final Texts texts = new Texts(Locale.ENGLISH);
  private final Optional<DeviceMemory> card =
      Optional.of(new DeviceMemory(3_140_000_000L, 24_000_000_000L));

  @Test
  void whatIsKnownIsTold() {
    assertThat(new MemoryUse(1_100_000_000L, 130_000_000L, Optional.empty()).describe(texts))
        .isEqualTo("Memory 1.1 GB, heap 0.1 GB");
    assertThat(new MemoryUse(1_100_000_000L, 130_000_000L, card).describe(texts))
        .isEqualTo("Memory 1.1 GB, heap 0.1 GB  ·  GPU 3.1 of 24.0 GB");
    assertThat(new MemoryUse(0, 130_000_000L, card).describe(texts))
        .isEqualTo("GPU 3.1 of 24.0 GB");
    assertThat(new MemoryUse(0, 130_000_000L, Optional.empty()).describe(texts)).isEmpty();
  }

  @Test
  void aProcessorHasNoMemoryOfItsOwn() {
    assertThat(Device.CPU.memory()).isEmpty();
  }
}
