package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.Surprise;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.json.ConditionJson;
import java.util.EnumMap;
import java.util.Map;

/** Scenes and depth as conditions in JSON. */
final class SurpriseJson {
  private SurpriseJson() {}

  static ObjectNode write(Surprise s) {
    ObjectNode n = WireJson.JSON.createObjectNode();
    n.set("layout", ConditionJson.write(new Condition.Layout(s.labels())));
    s.planes()
        .forEach(
            (kind, map) -> n.set(kind.id(), ConditionJson.write(new Condition.Plane(kind, map))));
    n.set(
        "figures",
        ConditionJson.write(
            new Condition.Figures(s.figures(), s.labels().width(), s.labels().height())));
    return n;
  }

  static Surprise read(JsonNode n) {
    if (ConditionJson.read(n.path("layout")) instanceof Condition.Layout layout
        && ConditionJson.read(n.path("figures")) instanceof Condition.Figures figures) {
      Map<ConditionKind, DepthMap> planes = new EnumMap<>(ConditionKind.class);
      ConditionKind.planes().forEach(kind -> planes.put(kind, depth(n.path(kind.id()))));
      return new Surprise(layout.map(), planes, figures.poses());
    }
    throw new InputException("the server is of another version: that is no scene");
  }

  static LabelMap layout(JsonNode n) {
    if (ConditionJson.read(n) instanceof Condition.Layout layout) {
      return layout.map();
    }
    throw new InputException("the server is of another version: that is no layout");
  }

  static ObjectNode write(DepthMap depth) {
    return ConditionJson.write(new Condition.Plane(ConditionKind.DEPTH, depth));
  }

  static DepthMap depth(JsonNode n) {
    if (ConditionJson.read(n) instanceof Condition.Plane depth) {
      return depth.map();
    }
    throw new InputException("the server is of another version: that is no depth");
  }
}
