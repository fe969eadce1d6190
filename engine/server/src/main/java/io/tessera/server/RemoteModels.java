package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.ModelSummary;
import io.tessera.api.Models;
import io.tessera.api.TagConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The models of a server. */
record RemoteModels(Link link) implements Models {
  @Override
  public List<ModelEntry> models() {
    List<ModelEntry> all = new ArrayList<>();
    for (JsonNode n : link.get().get("/v1/models").path("models")) {
      String name = n.path("name").asText();
      all.add(new ModelEntry(name, Path.of(name)));
    }
    return List.copyOf(all);
  }

  /** Only who runs the server can do something about those. */
  @Override
  public List<FaultyModel> faultyModels() {
    return List.of();
  }

  private JsonNode model(String name, String rest) {
    String path = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return link.get().get("/v1/models/" + path + rest);
  }

  @Override
  public List<TagConfig> tags(String model) {
    return input(model).words();
  }

  @Override
  public ModelInput input(String model) {
    return WireJson.value(model(model, "").path("input"), ModelInput.class);
  }

  @Override
  public ModelSummary describe(String model) {
    return WireJson.value(model(model, "").path("summary"), ModelSummary.class);
  }

  @Override
  public ModelSummary inspect(String model) {
    return WireJson.value(model(model, "/inspection"), ModelSummary.class);
  }
}
