package io.tessera.engine.render;

import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.engine.LocalEngine;
import io.tessera.engine.golden.Golden;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Engine and requests for the smallest model that goes from layout to picture: 2 pixels a token, a
 * window of 8 × 8.
 */
final class TinyModel {
  static final String NAME = "seg2img";

  private TinyModel() {}

  static Path folder() {
    return Golden.SHIPPED.resolve(NAME);
  }

  static Engine engine() {
    return engine("f32");
  }

  static Engine engine(String precision) {
    return new LocalEngine(new EngineSettings("cpu", precision, 2, List.of(Golden.SHIPPED)));
  }

  /** Stripes of labels, {@code size} pixels a side. */
  static RenderRequest request(int size, long seed, Schedule schedule) {
    byte[] labels = new byte[size * size];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i / size / 4 % 5);
    }
    return new RenderRequest(
        NAME,
        new Condition.Layout(new LabelMap(size, size, labels)),
        Map.of(),
        size,
        size,
        seed,
        new TokenSampler(1, 40, 0.95, false),
        1,
        schedule,
        true);
  }
}
