package io.tessera.engine.training;

import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.engine.checkpoint.ConfigNode;
import io.tessera.engine.golden.Golden;
import org.junit.jupiter.api.Test;

class WarmUpCosineTest {
  @Test
  void followsTheOriginalsSchedule() {
    ConfigNode p =
        Golden.model("gumbel_tiny")
            .config()
            .get("model")
            .get("params")
            .get("temperature_scheduler_config")
            .get("params");
    compare(
        new WarmUpCosine(
            p.get("lr_start").number(),
            p.get("lr_max").number(),
            p.get("lr_min").number(),
            p.get("warm_up_steps").integer(),
            p.get("max_decay_steps").integer()),
        Golden.json("gumbel_tiny/schedule.json").get("temp"));
    JsonNode warm = Golden.json("gumbel_tiny/schedule.json").get("warm");
    if (warm != null) {
      compare(readOff(warm), warm);
    }
  }

  /**
   * The first value is the start, the largest stands at the end of the straight part, the smallest
   * after it at the end.
   */
  private static WarmUpCosine readOff(JsonNode e) {
    int last = e.get("n").size() - 1;
    int top = 0;
    for (int i = 0; i <= last; i++) {
      top = e.get("v").get(i).asDouble() > e.get("v").get(top).asDouble() ? i : top;
    }
    double min = e.get("v").get(last).asDouble();
    int end = last;
    while (e.get("v").get(end - 1).asDouble() == min) {
      end--;
    }
    return new WarmUpCosine(
        e.get("v").get(0).asDouble(),
        e.get("v").get(top).asDouble(),
        min,
        e.get("n").get(top).asLong(),
        e.get("n").get(end).asLong());
  }

  private static void compare(WarmUpCosine schedule, JsonNode expected) {
    for (int i = 0; i < expected.get("n").size(); i++) {
      long n = expected.get("n").get(i).asLong();
      Golden.close(
          "schedule at " + n, schedule.at(n), expected.get("v").get(i).asDouble(), 1e-9, 0);
    }
  }
}
