package io.tessera.api;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a model is, told without running it: lines of name and value. */
public record ModelSummary(Map<String, String> lines) {
  public ModelSummary {
    lines = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(lines));
  }
}
