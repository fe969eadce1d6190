package io.tessera.api.batch;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.Engine;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderReport;
import io.tessera.api.RenderRequest;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.Npy;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;

/** The work for one line of a manifest. */
public final class LineWork {
  private final Engine engine;
  private final Manifest manifest;
  private final Path out;

  /**
   * @param out folder of the results, which exists
   */
  public LineWork(Engine engine, Manifest manifest, Path out) {
    this.engine = engine;
    this.manifest = manifest;
    this.out = out;
  }

  /**
   * Makes what a line asks for, unless it is there.
   *
   * @param number of the line, from 1
   * @throws IOException if the results cannot be written; all else is a failure of the line
   */
  public LineOutcome run(String line, long number) throws IOException {
    try {
      BatchItem item = manifest.item(line);
      String name = BatchName.of(item);
      if (Files.exists(result(item, name))) {
        return new LineOutcome.There();
      }
      make(item, name, number);
      return new LineOutcome.Made();
    } catch (RuntimeException e) {
      ObjectNode n = new JsonMapper().createObjectNode().put("line", number);
      n.put("error", e.getMessage() == null ? e.toString() : e.getMessage());
      return new LineOutcome.Failed(n.put("request", line).toString());
    }
  }

  /** The file that is written last. */
  private Path result(BatchItem item, String name) {
    return out.resolve(name + (item instanceof BatchItem.Encoding ? ".npy" : ".png"));
  }

  private void make(BatchItem item, String name, long line) throws IOException {
    switch (item) {
      case BatchItem.Encoding e -> tokens(name, await(engine.encode(e.model(), e.picture())));
      case BatchItem.Picture p -> {
        RenderEvent.Done done = done(engine.render(p.request()));
        picture(name, line, p.request(), done, done.image());
      }
      case BatchItem.Hole h -> {
        TokenGrid grid = await(engine.encode(h.request().model(), h.completion().source()));
        RenderEvent.Done done =
            done(engine.complete(h.completion(), h.completion().open(h.request(), grid)));
        picture(name, line, h.request(), done, done.image().crop(0, 0, h.width(), h.height()));
      }
    }
  }

  private void picture(
      String name, long line, RenderRequest request, RenderEvent.Done done, RgbImage image)
      throws IOException {
    tokens(name, done.tokens());
    RenderReport report = done.report();
    ObjectNode n = new JsonMapper().createObjectNode().put("line", line);
    n.put("picture", name + ".png").put("seed", request.seed());
    n.put("mean_nll_bits", report.meanNllBits()).put("seconds", report.secondsSampling());
    n.put("device", report.device()).put("precision", report.precision());
    AtomicFile.write(
        out.resolve(name + ".json"), part -> Files.writeString(part, n.toPrettyString() + "\n"));
    PngFile.write(
        image,
        out.resolve(name + ".png"),
        Map.of(RequestJson.PNG_KEYWORD, RequestJson.write(RequestJson.portable(request))));
  }

  private void tokens(String name, TokenGrid grid) throws IOException {
    AtomicFile.write(
        out.resolve(name + ".npy"),
        part -> Npy.of(grid.tokens(), grid.rows(), grid.columns()).write(part));
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException r ? r : e;
    }
  }

  private static RenderEvent.Done done(Render render) {
    CompletableFuture<RenderEvent> last = new CompletableFuture<>();
    render.subscribe(new Last(last));
    return switch (await(last)) {
      case RenderEvent.Done done -> done;
      case RenderEvent.Failed failed -> throw failed.cause();
      default -> throw new InputException("the render was cancelled");
    };
  }

  /** Takes the last event. */
  private record Last(CompletableFuture<RenderEvent> event)
      implements Flow.Subscriber<RenderEvent> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(RenderEvent e) {
      if (e.isLast()) {
        event.complete(e);
      }
    }

    @Override
    public void onError(Throwable error) {
      event.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      // the last event has said all
    }
  }
}
