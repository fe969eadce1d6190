package io.tessera.server;

import io.tessera.api.Condition;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes the events of a render; and the requests that tests make. */
final class Watched implements Flow.Subscriber<RenderEvent> {
  private final List<RenderEvent> told = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Consumer<RenderEvent> also;

  private Watched(Consumer<RenderEvent> also) {
    this.also = also;
  }

  static Watched of(Render render) {
    return of(render, event -> {});
  }

  /**
   * @param also called with every event
   */
  static Watched of(Render render, Consumer<RenderEvent> also) {
    Watched watched = new Watched(also);
    render.subscribe(watched);
    return watched;
  }

  /** A layout of stripes for the tiny model. */
  static RenderRequest request(int size, long seed) {
    byte[] labels = new byte[size * size];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i / size / 4 % 5);
    }
    return new RenderRequest(
        "seg2img",
        new Condition.Layout(new LabelMap(size, size, labels)),
        Map.of(),
        size,
        size,
        seed,
        new TokenSampler(1, 40, 0.95, false),
        1,
        Schedule.EXACT,
        true);
  }

  /** A picture of one brightness. */
  static RgbImage grey(int width, int height, int value) {
    byte[] rgb = new byte[width * height * 3];
    Arrays.fill(rgb, (byte) value);
    return new RgbImage(width, height, rgb);
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    s.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(RenderEvent e) {
    synchronized (told) {
      told.add(e);
    }
    also.accept(e);
  }

  @Override
  public void onError(Throwable e) {
    ended.countDown();
  }

  @Override
  public void onComplete() {
    ended.countDown();
  }

  /** All events, when there are no more. */
  List<RenderEvent> all() throws InterruptedException {
    if (!ended.await(120, TimeUnit.SECONDS)) {
      throw new AssertionError("the render does not end: " + told);
    }
    return told;
  }

  RenderEvent last() throws InterruptedException {
    return all().getLast();
  }

  RenderEvent.Done done() throws InterruptedException {
    if (last() instanceof RenderEvent.Done done) {
      return done;
    }
    throw new AssertionError("it ended with " + last());
  }
}
