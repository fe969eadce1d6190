package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Alternatives;
import io.tessera.api.CodebookPatches;
import io.tessera.api.CodebookUse;
import io.tessera.api.Completion;
import io.tessera.api.DeviceMemory;
import io.tessera.api.Engine;
import io.tessera.api.FaultyModel;
import io.tessera.api.ModelEntry;
import io.tessera.api.ModelInput;
import io.tessera.api.ModelSummary;
import io.tessera.api.Models;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.Surprise;
import io.tessera.api.TagConfig;
import io.tessera.api.TileProgress;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * An engine in another process, by its server. What it does is the same as in this process, to the
 * last token and pixel. A call that is lost with its process is made again on the one that takes
 * its place.
 */
public final class RemoteEngine implements Engine {
  private final Link link;
  private final Work work;
  private final Models models;
  private final DepthFiles depthFiles;

  /**
   * @param url of the server, such as http://127.0.0.1:8765
   * @param token that it wants
   */
  public RemoteEngine(URI url, String token) {
    this(url, token, null);
  }

  /**
   * @param trusted certificates of the server; null for those that this computer trusts anyway
   */
  public RemoteEngine(URI url, String token, @Nullable SSLContext trusted) {
    this(new Link.Fixed(new Connection(checked(url), token, trusted)));
  }

  private RemoteEngine(Link link) {
    this(link, new RemoteModels(link), DepthFiles.SENT);
  }

  /**
   * @param models what is known of models
   * @param depthFiles how a network for depth gets to the other process
   */
  RemoteEngine(Link link, Models models, DepthFiles depthFiles) {
    this.link = link;
    this.work = new Work(link);
    this.models = models;
    this.depthFiles = depthFiles;
  }

  private static URI checked(URI url) {
    if (url.getHost() == null
        || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
      throw new InputException(
          "an engine's address should be like http://127.0.0.1:8765, not " + url);
    }
    String text = url.toString();
    return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
  }

  @Override
  public List<ModelEntry> models() {
    return models.models();
  }

  @Override
  public List<FaultyModel> faultyModels() {
    return models.faultyModels();
  }

  @Override
  public List<TagConfig> tags(String model) {
    return models.tags(model);
  }

  @Override
  public ModelInput input(String model) {
    return models.input(model);
  }

  @Override
  public ModelSummary describe(String model) {
    return models.describe(model);
  }

  @Override
  public ModelSummary inspect(String model) {
    return models.inspect(model);
  }

  @Override
  public long residentBytes() {
    return link.get().get("/v1/health").path("resident_bytes").asLong();
  }

  @Override
  public Optional<DeviceMemory> deviceMemory() {
    JsonNode n = link.get().get("/v1/health").path("device_memory");
    return n.isObject() ? Optional.of(WireJson.value(n, DeviceMemory.class)) : Optional.empty();
  }

  @Override
  public Render render(RenderRequest request) {
    return begin(new RemoteRender(link, request, null, null));
  }

  @Override
  public Render render(RenderState state) {
    return begin(new RemoteRender(link, state.request(), state, null));
  }

  @Override
  public Render complete(Completion completion, RenderState open) {
    return begin(new RemoteRender(link, open.request(), open, completion));
  }

  private static Render begin(RemoteRender render) {
    render.start();
    return render;
  }

  @Override
  public CompletableFuture<Surprise> surprise(long seed, int width, int height, boolean people) {
    ObjectNode n = WireJson.JSON.createObjectNode().put("seed", seed);
    n.put("width", width).put("height", height).put("people", people);
    return work.ask("/v1/surprise", n, SurpriseJson::read);
  }

  private static ObjectNode about(String model) {
    return WireJson.JSON.createObjectNode().put("model", model);
  }

  private static ObjectNode about(RenderState state) {
    return (ObjectNode)
        WireJson.JSON.createObjectNode().set("state", WireJson.tree(RequestJson.write(state)));
  }

  @Override
  public CompletableFuture<String> warmUp(String model) {
    return work.ask("/v1/warm-up", about(model), n -> n.path("machine").asText());
  }

  @Override
  public CompletableFuture<Void> unload() {
    return work.ask("/v1/unload", WireJson.JSON.createObjectNode(), n -> null);
  }

  @Override
  public CompletableFuture<TokenGrid> encode(String model, RgbImage image, TileProgress progress) {
    ObjectNode n = about(model);
    n.put("png", Base64.getEncoder().encodeToString(PngBytes.quick(image)));
    return work.watch("/v1/encode", n, progress, r -> WireJson.value(r, TokenGrid.class));
  }

  @Override
  public CompletableFuture<RgbImage> decode(String model, TokenGrid tokens, double texture) {
    return work.bytes("/v1/decode", grid(model, tokens, texture), PngBytes::image);
  }

  private static ObjectNode grid(String model, TokenGrid tokens, double texture) {
    ObjectNode n = about(model).put("texture", texture);
    n.set("tokens", WireJson.JSON.valueToTree(tokens));
    return n;
  }

  @Override
  public CompletableFuture<RenderEvent.Preview> decodePart(
      String model, TokenGrid tokens, BitSet cells, double texture) {
    ObjectNode n = grid(model, tokens, texture);
    n.set("cells", WireJson.JSON.valueToTree(cells.stream().toArray()));
    return work.ask("/v1/decode-part", n, EventJson::preview);
  }

  @Override
  public CompletableFuture<Integer> tokens(String model) {
    return work.ask("/v1/codebook", about(model), n -> n.path("tokens").asInt());
  }

  @Override
  public CompletableFuture<CodebookPatches> patches(String model) {
    return work.ask("/v1/patches", about(model), n -> WireJson.value(n, CodebookPatches.class));
  }

  @Override
  public CompletableFuture<Optional<CodebookUse>> learnedUse(String model) {
    return work.ask(
        "/v1/learned-use",
        about(model),
        n ->
            n.has("csv")
                ? Optional.of(
                    CodebookUse.parse(
                        n.path("csv").asText(), "the server's table", n.path("entries").asInt()))
                : Optional.empty());
  }

  @Override
  public CompletableFuture<DepthMap> depth(Path network, RgbImage photograph) {
    ObjectNode n = WireJson.JSON.createObjectNode();
    n.put("png", Base64.getEncoder().encodeToString(PngBytes.quick(photograph)));
    try {
      depthFiles.add(network, n);
    } catch (InputException e) {
      return CompletableFuture.failedFuture(e);
    }
    return work.ask("/v1/depth", n, SurpriseJson::depth);
  }

  @Override
  public CompletableFuture<LabelMap> segment(RgbImage photograph) {
    ObjectNode n = WireJson.JSON.createObjectNode();
    n.put("png", Base64.getEncoder().encodeToString(PngBytes.quick(photograph)));
    return work.ask("/v1/segment", n, SurpriseJson::layout);
  }

  @Override
  public CompletableFuture<Alternatives> alternatives(
      RenderState state, int row, int column, int most) {
    ObjectNode n = about(state).put("row", row).put("column", column).put("most", most);
    return work.ask("/v1/alternatives", n, r -> WireJson.value(r, Alternatives.class));
  }

  @Override
  public CompletableFuture<float[]> entropies(RenderState state) {
    return work.ask(
        "/v1/entropies", about(state), n -> WireJson.value(n.path("bits"), float[].class));
  }

  @Override
  public void close() {
    link.close();
    work.close();
  }
}
