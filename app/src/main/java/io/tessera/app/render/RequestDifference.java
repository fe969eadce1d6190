package io.tessera.app.render;

import io.tessera.api.Condition;
import io.tessera.api.RenderRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What two pictures were asked for differently. */
public final class RequestDifference {
  /**
   * @param key of the setting's name in the texts
   * @param first value of the first picture
   * @param second value of the second
   */
  public record Line(String key, String first, String second) {}

  private RequestDifference() {}

  public static List<Line> between(RenderRequest a, RenderRequest b) {
    List<Line> lines = new ArrayList<>();
    add(lines, "render.model", a.model(), b.model());
    add(lines, "render.seed", Long.toString(a.seed()), Long.toString(b.seed()));
    add(lines, "render.mood", mood(a), mood(b));
    add(lines, "render.quality", a.schedule().id(), b.schedule().id());
    add(
        lines,
        "render.variety",
        number(a.sampler().temperature()),
        number(b.sampler().temperature()));
    add(lines, "render.guidance", number(a.guidance()), number(b.guidance()));
    add(
        lines,
        "render.top-k",
        Integer.toString(a.sampler().topK()),
        Integer.toString(b.sampler().topK()));
    add(lines, "render.top-p", number(a.sampler().topP()), number(b.sampler().topP()));
    add(lines, "render.texture", number(a.texture()), number(b.texture()));
    add(lines, "render.size", size(a), size(b));
    if (a.condition() instanceof Condition.Layout x
        && b.condition() instanceof Condition.Layout y
        && x.map().labels().length == y.map().labels().length) {
      add(lines, "render.layout", "", share(x.map().labels(), y.map().labels()));
    } else if (!a.condition().equals(b.condition())) {
      add(lines, "render.condition", "", "*");
    }
    return lines;
  }

  private static void add(List<Line> lines, String key, String first, String second) {
    if (!first.equals(second)) {
      lines.add(new Line(key, first, second));
    }
  }

  private static String mood(RenderRequest r) {
    return r.tags().getOrDefault(RenderSettings.MOOD, RenderSettings.ANY);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String size(RenderRequest r) {
    return r.width() + " × " + r.height();
  }

  /** The share of pixels whose label differs; empty for none. */
  private static String share(byte[] a, byte[] b) {
    int differing = 0;
    for (int i = 0; i < a.length; i++) {
      differing += a[i] == b[i] ? 0 : 1;
    }
    return differing == 0
        ? ""
        : String.format(Locale.ROOT, "%.1f %%", 100.0 * differing / a.length);
  }
}
