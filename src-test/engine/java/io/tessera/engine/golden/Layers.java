package io.tessera.engine.golden;

import static io.tessera.engine.golden.Golden.close;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.engine.torch.HostTensor;
import java.util.Map;

/** Outputs of single layers, by the original's module names. */
final class Layers {
  private Layers() {}

  static float[] layer(Map<String, HostTensor> layers, String module) {
    HostTensor layer = layers.get("probe." + module);
    assertThat(layer).as(module).isNotNull();
    return layer.floats();
  }

  static void fingerprint(JsonNode e, float[] x, double tolerance) {
    String module = e.get("module").asText();
    double mean = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (float v : x) {
      mean += v / (double) x.length;
      min = Math.min(min, v);
      max = Math.max(max, v);
    }
    double variance = 0;
    for (float v : x) {
      variance += (v - mean) * (v - mean) / x.length;
    }
    close(module + " mean", mean, e.get("mean").asDouble(), tolerance, 0);
    close(module + " min", min, e.get("min").asDouble(), tolerance, 0);
    close(module + " max", max, e.get("max").asDouble(), tolerance, 0);
    // The fixture's std divides by n or by n - 1 (torch's default); both lie within this.
    close(module + " std", Math.sqrt(variance), e.get("std").asDouble(), tolerance, 1.0 / x.length);
    for (int i = 0; i < e.get("first").size(); i++) {
      close(module + " first " + i, x[i], e.get("first").get(i).asDouble(), tolerance, 0);
    }
  }
}
