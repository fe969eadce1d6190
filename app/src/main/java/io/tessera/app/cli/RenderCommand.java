package io.tessera.app.cli;

import io.tessera.api.Completion;
import io.tessera.api.Condition;
import io.tessera.api.Engine;
import io.tessera.api.ModelInput;
import io.tessera.api.Render;
import io.tessera.api.RenderEvent;
import io.tessera.api.RenderReport;
import io.tessera.api.RenderRequest;
import io.tessera.api.SamplingConfig;
import io.tessera.api.Schedule;
import io.tessera.api.TagConfig;
import io.tessera.api.TokenGrid;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.MaskFile;
import io.tessera.api.image.Npy;
import io.tessera.api.image.PictureFile;
import io.tessera.api.image.PictureFormat;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import io.tessera.app.settings.EngineChoice;
import io.tessera.assets.Assets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tessera render}: a layout, depth, figures or a class to a picture. */
@Command(
    name = "render",
    mixinStandardHelpOptions = true,
    description = "Renders a layout, depth, figures or a class to a picture.")
final class RenderCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      defaultValue = Assets.DEMO,
      paramLabel = "M",
      description = "name, folder or .ckpt (default: demo)")
  private String model = Assets.DEMO;

  @Option(
      names = "--size",
      converter = PixelSize.Converter.class,
      paramLabel = "WxH",
      description =
          "size in pixels (default: that of the layout, the depth map, the figures or the picture)")
  private @Nullable PixelSize size;

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
      paramLabel = "K",
      description = "draw among the K likeliest (default: what the model suggests, else 100)")
  private @Nullable Integer topK;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description =
          "draw among the likeliest of total probability P (default: what the model suggests, else 1)")
  private @Nullable Double topP;

  @Option(
      names = "--mood",
      paramLabel = "M",
      description =
          "day, golden, sunset, dusk, night, fog, or any: the seed chooses (default: what the model expects, day)")
  private @Nullable String mood;

  @Option(
      names = "--style",
      paramLabel = "S",
      description = "scene or photograph (default: what the model expects)")
  private @Nullable String style;

  @Option(
      names = "--guidance",
      paramLabel = "G",
      description =
          "above 1 follows the condition and the mood more closely, in twice the time (default: what the model suggests, else 1)")
  private @Nullable Double guidance;

  @Option(
      names = "--texture",
      defaultValue = "1.0",
      paramLabel = "T",
      description =
          "how much texture is drawn, by models that have learned it; 0 for none, at most 2 (default: 1.0)")
  private double texture;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "picture to complete, with --mask; its size is the render's")
  private @Nullable Path image;

  @Option(
      names = "--mask",
      paramLabel = "PNG",
      description =
          "of the picture's size: what is bright (or opaque) is made new, what is dark stays")
  private @Nullable Path mask;

  @Option(
      names = "--candidates",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "pictures to make, with this seed and the next ones; OUT-1.png is the likeliest, of completions the one with the least visible edge (default: 1)")
  private int candidates = 1;

  @Option(
      names = "--refine",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "sweeps over a completed hole: each draws its cells again given all sides, for a fifth of a second a cell (default: 0)")
  private int refine;

  @Option(names = "--greedy", description = "always the likeliest token")
  private boolean greedy;

  @Option(
      names = "--schedule",
      paramLabel = "S",
      description = Schedule.NAMES + " (default: as tessera bench --save found, or strided:8x4)")
  private @Nullable String schedule;

  @Option(names = "--tokens", paramLabel = "OUT.npy", description = "also write the token grid")
  private @Nullable Path tokens;

  @Option(names = "--report", paramLabel = "OUT.json", description = "also write what it took")
  private @Nullable Path report;

  @Option(
      names = {"-o", "--out"},
      defaultValue = "tessera-render.png",
      paramLabel = "OUT.png",
      description =
          "PNG, JPEG, TIFF, WebP or OpenRaster, by its ending (default: tessera-render.png)")
  private Path out = Path.of("tessera-render.png");

  @Mixin private ConditionOptions conditionOptions = new ConditionOptions();
  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** A picture that was made, and what for. */
  private record Made(RenderRequest request, RenderEvent.Done done, RgbImage image) {
    /** Low for good: a visible edge first, then improbable tokens. */
    static final Comparator<Made> BEST_FIRST =
        Comparator.comparingDouble((Made m) -> m.done.report().edgeMismatch())
            .thenComparingDouble(m -> m.done.report().meanNllBits());
  }

  @Override
  public Integer call() throws IOException {
    if (candidates < 1 || candidates > 64) {
      throw new ParameterException(
          spec.commandLine(), "--candidates should be 1 to 64, not " + candidates);
    }
    try (Engine engine = engineOptions.engine()) {
      List<Path> many = conditionOptions.layoutsOfFolder();
      if (many.isEmpty()) {
        PictureFormat.of(out);
        checkWritable(out);
        write(render(engine), out);
      } else {
        each(engine, many);
      }
    }
    return 0;
  }

  /** Each layout of a folder, into a folder. */
  private void each(Engine engine, List<Path> layouts) throws IOException {
    if (tokens != null || report != null || image != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--tokens, --report and --image are for one layout, not for a folder");
    }
    Set<Path> written = new HashSet<>();
    for (Path layout : layouts) {
      String name = String.valueOf(layout.getFileName());
      Path file = out.resolve(name.replaceFirst("\\.[^.]+$", "") + ".png");
      if (!written.add(file)) { // a.png and a.json are two layouts
        file = out.resolve(name + ".png");
      }
      checkWritable(file);
      conditionOptions.take(layout);
      write(render(engine), file);
    }
  }

  /** The candidates, the best one first. */
  private List<Made> render(Engine engine) {
    List<Made> all = new ArrayList<>();
    ModelInput input = engine.input(model);
    Condition condition = conditionOptions.condition(engine, input, Optional.ofNullable(size));
    Completion given = completion();
    Completion completion = given == null ? null : given.padded(input.cell());
    TokenGrid known =
        completion == null ? null : Futures.get(engine.encode(model, completion.source()));
    PixelSize wh =
        completion == null
            ? toldIfCut(size(condition), input.cell())
            : new PixelSize(completion.source().width(), completion.source().height());
    Map<String, String> tags = tags(engine.tags(model));
    for (int k = 0; k < candidates; k++) {
      RenderRequest request =
          request(condition, tags, wh, seed + k, input.sampling(tags, seed + k));
      Render render =
          completion == null || known == null
              ? engine.render(request)
              : engine.complete(completion, completion.open(request, known));
      RenderEvent last = new RenderWatch(ProgressBar.on(spec.commandLine().getErr())).await(render);
      switch (last) {
        case RenderEvent.Done done -> all.add(new Made(request, done, cut(done.image(), given)));
        case RenderEvent.Failed failed -> throw failed.cause();
        default -> throw new InputException("the render was cancelled");
      }
    }
    all.sort(Made.BEST_FIRST);
    return all;
  }

  /** A completed picture without what it was made larger by. */
  private static RgbImage cut(RgbImage made, @Nullable Completion given) {
    return given == null ? made : made.crop(0, 0, given.source().width(), given.source().height());
  }

  /**
   * Pictures are made of whole tokens; says so where that makes one smaller than it was asked for.
   */
  private PixelSize toldIfCut(PixelSize wanted, int cell) {
    PixelSize whole = new PixelSize(wanted.width() / cell * cell, wanted.height() / cell * cell);
    if (!whole.equals(wanted) && whole.width() > 0 && whole.height() > 0) {
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "tessera: the picture gets %d × %d pixels: whole tokens of %d%n",
              whole.width(),
              whole.height(),
              cell);
    }
    return wanted;
  }

  /** Before the work, not after it. */
  private void checkWritable(Path out) {
    Path first = candidates == 1 ? out : numbered(out, 1);
    Stream.of(first, tokens, report).filter(Objects::nonNull).forEach(AtomicFile::checkWritable);
  }

  private @Nullable Completion completion() {
    if (image == null && mask == null) {
      return null;
    }
    if (image == null || mask == null) {
      throw new ParameterException(
          spec.commandLine(), "--image and --mask go together: what to complete, and where");
    }
    return new Completion(PictureFile.read(image), MaskFile.read(mask), refine);
  }

  private RenderRequest request(
      Condition condition,
      Map<String, String> tags,
      PixelSize wh,
      long seed,
      SamplingConfig suggested) {
    return new RenderRequest(
        model,
        condition,
        tags,
        wh.width(),
        wh.height(),
        seed,
        new TokenSampler(
            temperature,
            topK != null ? topK : suggested.topK(),
            topP != null ? topP : suggested.topP(),
            greedy),
        guidance != null ? guidance : suggested.guidance(),
        schedule != null ? Schedule.of(schedule) : EngineChoice.load().schedule(),
        false,
        texture);
  }

  private Map<String, String> tags(List<TagConfig> known) {
    Map<String, String> tags = new TreeMap<>();
    if (mood == null) {
      // What the model is best at, rather than a night that the seed happens to choose.
      known.stream()
          .filter(tag -> tag.name().equals("mood"))
          .forEach(
              tag ->
                  tags.put(
                      "mood",
                      conditionOptions.sample().map(Assets.Sample::mood).orElse(tag.expected())));
    } else if (!mood.equals("any")) {
      tags.put("mood", mood);
    }
    if (style != null) {
      tags.put("style", style);
    }
    return tags;
  }

  private PixelSize size(Condition condition) {
    if (size != null) {
      return size;
    }
    if (image != null) {
      RgbImage picture = PictureFile.read(image);
      return new PixelSize(picture.width(), picture.height());
    }
    return switch (condition) {
      case Condition.Layout l -> new PixelSize(l.map().width(), l.map().height());
      case Condition.Plane p -> new PixelSize(p.map().width(), p.map().height());
      case Condition.Figures f -> new PixelSize(f.width(), f.height());
      case Condition.ClassLabel c -> new PixelSize(256, 256);
      case Condition.Objects o -> new PixelSize(256, 256);
      case Condition.None n -> new PixelSize(256, 256);
    };
  }

  private void write(List<Made> all, Path out) throws IOException {
    Made best = all.getFirst();
    for (int k = 0; k < all.size(); k++) {
      Made made = all.get(k);
      Path file = all.size() == 1 ? out : numbered(out, k + 1);
      PictureFormat.of(file)
          .write(
              made.image,
              file,
              Map.of(
                  RequestJson.PNG_KEYWORD,
                  RequestJson.write(RequestJson.portable(made.request)),
                  "Software",
                  "Tessera"),
              PictureFormat.QUALITY);
      tell(file, made);
    }
    try {
      if (tokens != null) {
        TokenGrid grid = best.done.tokens();
        Npy.of(grid.tokens(), grid.rows(), grid.columns()).write(tokens);
      }
      if (report != null) {
        Reports.write(report, Reports.json(best.done.report()) + "\n");
      }
    } catch (IOException e) {
      throw new InputException("cannot write " + e.getMessage(), e);
    }
  }

  /** OUT-1.png for OUT.png. */
  private static Path numbered(Path out, int number) {
    String name = String.valueOf(out.getFileName());
    int dot = name.lastIndexOf('.');
    return out.resolveSibling(
        dot > 0
            ? name.substring(0, dot) + "-" + number + name.substring(dot)
            : name + "-" + number);
  }

  private void tell(Path file, Made made) {
    RenderReport r = made.done.report();
    r.avoidedKernels().forEach(line -> spec.commandLine().getErr().println("tessera: " + line));
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %d × %d, seed %d, %d tokens in %.1f s (%.1f/s), %.2f bits each, decoded in %.1f s, on %s in %s%n",
            file,
            made.image.width(),
            made.image.height(),
            made.request.seed(),
            r.tokens(),
            r.secondsSampling(),
            r.tokensPerSecond(),
            r.meanNllBits(),
            r.secondsDecode(),
            r.device(),
            r.precision());
  }
}
