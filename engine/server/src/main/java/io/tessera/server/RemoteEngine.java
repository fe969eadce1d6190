package io.tessera.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.api.Alternatives;
import io.tessera.api.BenchReport;
import io.tessera.api.BenchRequest;
import io.tessera.api.CheckReport;
import io.tessera.api.CodebookPatches;
import io.tessera.api.CodebookUse;
import io.tessera.api.Completion;
import io.tessera.api.DeviceMemory;
import io.tessera.api.Engine;
import io.tessera.api.EvaluationReport;
import io.tessera.api.EvaluationRequest;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.ModelSummary;
import io.tessera.api.PhotographReport;
import io.tessera.api.PhotographRequest;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.SamplingConfig;
import io.tessera.api.ScalingPoint;
import io.tessera.api.Schedule;
import io.tessera.api.ScheduleRow;
import io.tessera.api.Surprise;
import io.tessera.api.TagConfig;
import io.tessera.api.TileProgress;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.RgbImage;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An engine on another machine, by its server. Pictures are made there; what a server has no call
 * for is refused with one line.
 */
public final class RemoteEngine implements Engine {
  private final Connection server;

  /**
   * @param url of the server, such as http://127.0.0.1:8765
   * @param token that it wants
   */
  public RemoteEngine(URI url, String token) {
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
      throw new InputException(
          "an engine's address should be like http://127.0.0.1:8765, not " + url);
    }
    String text = url.toString();
    this.server =
        new Connection(
            URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text), token);
  }

  private static InputException elsewhere(String what) {
    return new InputException(
        "the server has no call for '"
            + what
            + "'; this is done on this computer, without --engine");
  }

  @Override
  public List<ModelEntry> models() {
    List<ModelEntry> all = new ArrayList<>();
    for (JsonNode n : server.get("/v1/models").path("models")) {
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

  @Override
  public long residentBytes() {
    return server.get("/v1/health").path("resident_bytes").asLong();
  }

  @Override
  public Optional<DeviceMemory> deviceMemory() {
    JsonNode n = server.get("/v1/health").path("device_memory");
    return n.isObject()
        ? Optional.of(new DeviceMemory(n.path("used").asLong(), n.path("total").asLong()))
        : Optional.empty();
  }

  @Override
  public Render render(RenderRequest request) {
    return new RemoteRender(server, request);
  }

  /** The server loads a model when it is needed. */
  @Override
  public CompletableFuture<String> warmUp(String model) {
    return CompletableFuture.completedFuture("on the server");
  }

  @Override
  public CompletableFuture<Void> unload() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public List<TagConfig> tags(String model) {
    return input(model).words();
  }

  @Override
  public ModelInput input(String model) {
    JsonNode n = server.get("/v1/models/" + URLEncoder.encode(model, StandardCharsets.UTF_8));
    try {
      return WireJson.JSON.treeToValue(n.path("input"), ModelInput.class);
    } catch (JsonProcessingException e) {
      throw new InputException("the server is of another version: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public ModelSummary describe(String model) {
    return new ModelSummary(Map.of("takes", input(model).kind().name()));
  }

  @Override
  public CompletableFuture<Surprise> surprise(long seed, int width, int height, boolean people) {
    return CompletableFuture.failedFuture(elsewhere("surprise"));
  }

  @Override
  public Render render(RenderState state) {
    throw elsewhere("render");
  }

  @Override
  public Render complete(Completion completion, RenderState open) {
    throw elsewhere("complete");
  }

  @Override
  public CompletableFuture<TokenGrid> encode(String model, RgbImage image) {
    return CompletableFuture.failedFuture(elsewhere("encode"));
  }

  @Override
  public CompletableFuture<TokenGrid> encode(String model, RgbImage image, TileProgress progress) {
    return CompletableFuture.failedFuture(elsewhere("encode"));
  }

  @Override
  public CompletableFuture<RgbImage> decode(String model, TokenGrid tokens) {
    return CompletableFuture.failedFuture(elsewhere("decode"));
  }

  @Override
  public CompletableFuture<RgbImage> decode(String model, TokenGrid tokens, double texture) {
    return CompletableFuture.failedFuture(elsewhere("decode"));
  }

  @Override
  public CompletableFuture<Integer> tokens(String model) {
    return CompletableFuture.failedFuture(elsewhere("tokens"));
  }

  @Override
  public CompletableFuture<CodebookPatches> patches(String model) {
    return CompletableFuture.failedFuture(elsewhere("patches"));
  }

  @Override
  public CompletableFuture<Optional<CodebookUse>> learnedUse(String model) {
    return CompletableFuture.failedFuture(elsewhere("learnedUse"));
  }

  @Override
  public CompletableFuture<DepthMap> depth(Path network, RgbImage photograph) {
    return CompletableFuture.failedFuture(elsewhere("depth"));
  }

  @Override
  public CompletableFuture<Alternatives> alternatives(
      RenderState state, int row, int column, int most) {
    return CompletableFuture.failedFuture(elsewhere("alternatives"));
  }

  @Override
  public CompletableFuture<RenderEvent.Preview> decodePart(
      String model, TokenGrid tokens, BitSet cells, double texture) {
    return CompletableFuture.failedFuture(elsewhere("decodePart"));
  }

  @Override
  public CompletableFuture<EvaluationReport> evaluate(
      String model,
      Path segmenter,
      EvaluationRequest request,
      Consumer<String> progress,
      Consumer<String> notices) {
    return CompletableFuture.failedFuture(elsewhere("evaluate"));
  }

  @Override
  public CompletableFuture<PhotographReport> evaluate(
      String model,
      Path segmenter,
      PhotographRequest request,
      Consumer<String> progress,
      Consumer<String> notices) {
    return CompletableFuture.failedFuture(elsewhere("evaluate"));
  }

  @Override
  public CompletableFuture<List<ScheduleRow>> compareSchedules(
      String model,
      Path segmenter,
      List<Schedule> schedules,
      SamplingConfig how,
      int scenes,
      long seed,
      Consumer<String> progress) {
    return CompletableFuture.failedFuture(elsewhere("compareSchedules"));
  }

  @Override
  public CompletableFuture<BenchReport> bench(BenchRequest request, Consumer<String> progress) {
    return CompletableFuture.failedFuture(elsewhere("bench"));
  }

  @Override
  public CompletableFuture<List<ScalingPoint>> scaling(Consumer<String> progress) {
    return CompletableFuture.failedFuture(elsewhere("scaling"));
  }

  @Override
  public CompletableFuture<CheckReport> check(Path original, Consumer<String> progress) {
    return CompletableFuture.failedFuture(elsewhere("check"));
  }

  @Override
  public ModelSummary inspect(String model) {
    throw elsewhere("inspect");
  }

  @Override
  public void convert(String model, Path out, boolean half, boolean parts) {
    throw elsewhere("convert");
  }

  @Override
  public CompletableFuture<float[]> entropies(RenderState state) {
    return CompletableFuture.failedFuture(elsewhere("entropies"));
  }

  @Override
  public void close() {
    server.close();
  }
}
