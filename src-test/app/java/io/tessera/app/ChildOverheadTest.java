package io.tessera.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.EngineSettings;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.app.local.Engines;
import io.tessera.app.settings.Folders;
import io.tessera.assets.Assets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What a render costs in a child process, beside the same in this one: a figure of
 * docs/reliability.md, where {@code -Dtessera.reliability=true} asks for it.
 */
@EnabledIfSystemProperty(named = "tessera.reliability", matches = "true")
class ChildOverheadTest {
  private static final int ROUNDS = 5;

  private static RenderRequest request() {
    LabelMap layout = Assets.sampleLayout();
    return new RenderRequest(
        Assets.DEMO,
        new Condition.Layout(layout),
        Map.of("mood", "day"),
        layout.width(),
        layout.height(),
        1,
        new TokenSampler(1, 100, 0.92, false),
        1.5,
        Schedule.of("strided:8x4"),
        true);
  }

  /** Takes the last event. */
  private static final class Last implements Flow.Subscriber<RenderEvent> {
    private final CompletableFuture<RenderEvent> last = new CompletableFuture<>();

    @Override
    public void onSubscribe(Flow.Subscription s) {
      s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(RenderEvent e) {
      if (e.isLast()) {
        last.complete(e);
      }
    }

    @Override
    public void onError(Throwable e) {
      last.completeExceptionally(e);
    }

    @Override
    public void onComplete() {}
  }

  private static double seconds(Engine engine, List<RenderEvent.Done> pictures) {
    long began = System.nanoTime();
    Last last = new Last();
    engine.render(request()).subscribe(last);
    pictures.add((RenderEvent.Done) last.last.join());
    return (System.nanoTime() - began) / 1e9;
  }

  @Test
  void aRenderThroughTheChild() {
    int threads = Runtime.getRuntime().availableProcessors();
    EngineSettings settings = new EngineSettings("cpu", "auto", threads, Folders.models());
    List<Double> ratios = new ArrayList<>();
    List<RenderEvent.Done> pictures = new ArrayList<>();
    try (Engine here = Engines.local(settings);
        Engine child = Engines.child(settings, e -> {})) {
      seconds(here, pictures);
      seconds(child, pictures);
      for (int n = 0; n < ROUNDS; n++) {
        // In turn first, so that a machine that slows down slows both.
        double a = n % 2 == 0 ? seconds(here, pictures) : seconds(child, pictures);
        double b = n % 2 == 0 ? seconds(child, pictures) : seconds(here, pictures);
        double ratio = n % 2 == 0 ? b / a : a / b;
        System.out.println(
            String.format(
                Locale.ROOT,
                "reliability: first %.2f s, second %.2f s, child / here %.3f",
                a,
                b,
                ratio));
        ratios.add(ratio);
      }
    }
    assertThat(pictures).allMatch(p -> p.image().equals(pictures.getFirst().image()));
    ratios.sort(Double::compare);
    System.out.println(
        String.format(
            Locale.ROOT,
            "reliability: 1280 x 832, median of %d: child / here %.3f",
            ROUNDS,
            ratios.get(ROUNDS / 2)));
  }
}
