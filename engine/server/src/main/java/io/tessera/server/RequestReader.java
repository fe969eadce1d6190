package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Completion;
import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.Render;
import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import io.tessera.api.json.ShortRequest;
import java.util.Optional;
import java.util.function.Function;

/**
 * Requests as people write them: what is left out is what the model suggests, and a layout may be a
 * PNG. No path in a request is ever read: a model is one of those that the server has.
 */
final class RequestReader {
  private final Engine engine;
  private final ServedModels models;
  private final Limits limits;

  RequestReader(Engine engine, ServedModels models, Limits limits) {
    this.engine = engine;
    this.models = models;
    this.limits = limits;
  }

  /**
   * What is to be begun: a picture by its request, one that goes on from a {@code state}, or a
   * {@code completion} with its state.
   *
   * @throws InputException with one line about what is wrong
   */
  Function<Engine, Render> begin(JsonNode n) {
    if (!n.has("state")) {
      RenderRequest request = read((ObjectNode) n);
      return e -> e.render(request);
    }
    RenderState state = state(n.path("state"));
    if (!n.has("completion")) {
      return e -> e.render(state);
    }
    Completion completion = CompletionJson.read(n.path("completion"));
    checkSize(completion.source().width(), completion.source().height());
    return e -> e.complete(completion, state);
  }

  /** A saved render. */
  RenderState state(JsonNode n) {
    RenderState state = RequestJson.readState(n.toString());
    models.checked(state.request().model());
    checkSize(state.request().width(), state.request().height());
    return state;
  }

  /** The picture {@code png} of a call. */
  RgbImage picture(JsonNode n) {
    byte[] png = WireJson.bytes(n.path("png"), "png");
    PngBytes.Size size = PngBytes.size(png); // before all of it is read
    checkSize(size.width(), size.height());
    return PngBytes.image(png);
  }

  private RenderRequest read(ObjectNode n) {
    String model = models.checked(n.path("model").asText("demo"));
    n.put("model", model);
    Optional<Condition> layout = Optional.empty();
    if (n.path("condition") instanceof ObjectNode condition && condition.has("png")) {
      byte[] png = WireJson.bytes(condition.path("png"), "condition.png");
      PngBytes.Size size = PngBytes.size(png);
      checkSize(size.width(), size.height());
      layout = Optional.of(new Condition.Layout(PngBytes.labels(png)));
    }
    RenderRequest r = ShortRequest.read(n, layout, engine.input(model));
    checkSize(r.width(), r.height());
    return r;
  }

  /**
   * @throws InputException if a picture of this size is too large
   */
  void checkSize(int width, int height) {
    if ((long) width * height > limits.pixels()) {
      throw new InputException(
          "this server makes pictures of at most "
              + limits.pixels()
              + " pixels, not of "
              + width
              + " × "
              + height);
    }
  }
}
