package io.tessera.app.cli;

import io.tessera.app.settings.EngineChoice;
import io.tessera.assets.Assets;
import io.tessera.engine.Engine;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.LabelMap;
import io.tessera.engine.image.Npy;
import io.tessera.engine.image.PngFile;
import io.tessera.engine.image.RgbImage;
import io.tessera.engine.model.Condition;
import io.tessera.engine.render.Completion;
import io.tessera.engine.render.Render;
import io.tessera.engine.render.RenderEvent;
import io.tessera.engine.render.RenderRequest;
import io.tessera.engine.render.RequestJson;
import io.tessera.engine.sampling.Schedule;
import io.tessera.engine.sampling.TokenSampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tessera render}: a layout to a picture. */
@Command(
    name = "render",
    mixinStandardHelpOptions = true,
    description = "Renders a layout to a picture.")
final class RenderCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      defaultValue = Assets.DEMO,
      paramLabel = "M",
      description = "name, folder or .ckpt (default: demo)")
  private String model = Assets.DEMO;

  @Option(
      names = "--layout",
      paramLabel = "PNG",
      description = "label map (default: a bundled one)")
  private @Nullable Path layout;

  @Option(names = "--class", paramLabel = "N", description = "class, for class-conditional models")
  private @Nullable Integer classLabel;

  @Option(names = "--unconditional", description = "no condition, for models that take none")
  private boolean unconditional;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      description = "size in pixels (default: the layout's)")
  private @Nullable String size;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "same seed, same picture (default: 1)")
  private long seed;

  @Option(
      names = "--temperature",
      defaultValue = "1.0",
      paramLabel = "T",
      description = "variety; below 1 is tamer (default: 1.0)")
  private double temperature;

  @Option(
      names = "--top-k",
      defaultValue = "100",
      paramLabel = "K",
      description = "draw among the K likeliest (default: 100)")
  private int topK;

  @Option(
      names = "--top-p",
      defaultValue = "1.0",
      paramLabel = "P",
      description = "draw among the likeliest of total probability P (default: 1.0)")
  private double topP;

  @Option(
      names = "--mood",
      paramLabel = "M",
      description = "day, golden, sunset, dusk, night or fog (default: the seed chooses)")
  private @Nullable String mood;

  @Option(names = "--style", paramLabel = "S", description = "scene or photograph (default: scene)")
  private @Nullable String style;

  @Option(
      names = "--guidance",
      defaultValue = "1.0",
      paramLabel = "G",
      description = "above 1 follows the layout and the mood more closely (default: 1.0)")
  private double guidance;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "picture to complete, with --mask; its size is the render's")
  private @Nullable Path image;

  @Option(
      names = "--mask",
      paramLabel = "PNG",
      description = "grey or indexed, of the picture's size: 0 stays, all else is made new")
  private @Nullable Path mask;

  @Option(names = "--greedy", description = "always the likeliest token")
  private boolean greedy;

  @Option(
      names = "--schedule",
      paramLabel = "S",
      description = Schedule.NAMES + " (default: as tessera bench --save found, or strided:8)")
  private @Nullable String schedule;

  @Option(names = "--tokens", paramLabel = "OUT.npy", description = "also write the token grid")
  private @Nullable Path tokens;

  @Option(names = "--report", paramLabel = "OUT.json", description = "also write what it took")
  private @Nullable Path report;

  @Option(
      names = {"-o", "--out"},
      defaultValue = "tessera-render.png",
      paramLabel = "OUT.png",
      description = "(default: tessera-render.png)")
  private Path out = Path.of("tessera-render.png");

  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    RenderRequest request = request();
    try (Engine engine = engineOptions.engine()) {
      Completion completion = completion();
      Render render =
          completion == null
              ? engine.render(request)
              : engine.complete(
                  completion,
                  completion.open(request, Futures.get(engine.encode(model, completion.source()))));
      RenderEvent last = new RenderWatch(ProgressBar.on(spec.commandLine().getErr())).await(render);
      switch (last) {
        case RenderEvent.Done done -> write(request, done);
        case RenderEvent.Failed failed -> throw failed.cause();
        default -> throw new InputException("the render was cancelled");
      }
    }
    return 0;
  }

  private @Nullable Completion completion() {
    if (image == null && mask == null) {
      return null;
    }
    if (image == null || mask == null) {
      throw new ParameterException(
          spec.commandLine(), "--image and --mask go together: what to complete, and where");
    }
    return new Completion(PngFile.readImage(image), PngFile.readLabels(mask));
  }

  private RenderRequest request() {
    Condition condition = condition();
    int[] wh = size(condition);
    return new RenderRequest(
        model,
        condition,
        tags(),
        wh[0],
        wh[1],
        seed,
        new TokenSampler(temperature, topK, topP, greedy),
        guidance,
        schedule != null ? Schedule.of(schedule) : EngineChoice.load().schedule(),
        false);
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new TreeMap<>();
    if (mood != null) {
      tags.put("mood", mood);
    }
    if (style != null) {
      tags.put("style", style);
    }
    return tags;
  }

  private Condition condition() {
    if (classLabel != null) {
      return new Condition.ClassLabel(classLabel);
    }
    if (unconditional) {
      return new Condition.None();
    }
    LabelMap map =
        layout != null
            ? PngFile.readLabels(layout, Assets.landscapePalette())
            : Assets.sampleLayout();
    return new Condition.Layout(map);
  }

  private int[] size(Condition condition) {
    if (size != null) {
      if (!size.matches("\\d{1,5}[xX×]\\d{1,5}")) {
        throw new ParameterException(
            spec.commandLine(), "--size should be like 1280x832, not '" + size + "'");
      }
      String[] parts = size.split("[xX×]");
      return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }
    if (image != null) {
      RgbImage picture = PngFile.readImage(image);
      return new int[] {picture.width(), picture.height()};
    }
    return condition instanceof Condition.Layout l
        ? new int[] {l.map().width(), l.map().height()}
        : new int[] {256, 256};
  }

  private void write(RenderRequest request, RenderEvent.Done done) throws IOException {
    PngFile.write(
        done.image(),
        out,
        Map.of(RequestJson.PNG_KEYWORD, RequestJson.write(request), "Software", "Tessera"));
    try {
      if (tokens != null) {
        Npy.of(done.tokens().tokens(), done.tokens().rows(), done.tokens().columns()).write(tokens);
      }
      if (report != null) {
        Files.writeString(report, Reports.json(done.report()) + "\n");
      }
    } catch (IOException e) {
      throw new InputException("cannot write " + e.getMessage(), e);
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: %d × %d, %d tokens in %.1f s (%.1f/s), decoded in %.1f s, on %s in %s%n",
            out,
            done.image().width(),
            done.image().height(),
            done.report().tokens(),
            done.report().secondsSampling(),
            done.report().tokensPerSecond(),
            done.report().secondsDecode(),
            done.report().device(),
            done.report().precision());
  }
}
