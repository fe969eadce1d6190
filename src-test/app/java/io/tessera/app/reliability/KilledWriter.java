package io.tessera.app.reliability;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.app.TinyModels;
import io.tessera.app.document.Project;
import io.tessera.app.document.ProjectFile;
import io.tessera.app.export.ImageExport;
import io.tessera.engine.LocalEngine;
import io.tessera.engine.torch.Device;
import io.tessera.engine.training.Training;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes one thing after the other until it is killed: the process of {@link KillTest}. */
final class KilledWriter {
  static final int WIDTH = 320;
  static final int HEIGHT = 224;

  private KilledWriter() {}

  /**
   * @param args what is written: save, export, convert or train; and where
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    if (args[0].equals("train")) {
      AtomicInteger steps = new AtomicInteger();
      new Training(folder.resolve("tiny.yaml"), folder.resolve("run"), line -> {})
          .run(
              args.length > 2,
              Device.CPU,
              progress -> {
                if (steps.incrementAndGet() > 2) { // so that a state was written
                  System.out.println("step");
                }
              });
      return;
    }
    for (int n = 0; ; n++) {
      switch (args[0]) {
        case "save" -> ProjectFile.write(project(n % 2), folder.resolve("work.tessera"));
        case "export" -> {
          for (String ending : List.of("png", "jpg", "ora", "tiff")) {
            ImageExport.write(
                picture(n % 2),
                request(),
                null,
                folder.resolve("picture." + ending),
                ImageExport.Options.DEFAULT);
          }
        }
        case "convert" -> {
          try (LocalEngine engine = TinyModels.engine()) {
            engine.convert(
                TinyModels.FOLDER.resolve(TinyModels.LAYOUT).toString(),
                folder.resolve("model-" + n),
                true,
                false);
          }
        }
        default -> throw new IllegalArgumentException(args[0]);
      }
      System.out.println("written " + n);
    }
  }

  /** One of two that differ everywhere, with noise, so that it takes its time to write. */
  static Project project(int which) {
    byte[] labels = new byte[WIDTH * HEIGHT];
    new Random(which).nextBytes(labels);
    LabelMap map = new LabelMap(WIDTH, HEIGHT, labels);
    return new Project(
        map,
        Map.of(ConditionKind.DEPTH, map, ConditionKind.EDGES, map),
        List.of(),
        List.of(),
        LabelMap.filled(WIDTH, HEIGHT, which),
        picture(which),
        "landscape",
        Map.of("seed", Integer.toString(which)),
        List.of(
            new Project.SavedPicture(1, request(), null, picture(which), Double.NaN, which == 1)),
        1);
  }

  /** Plain in one of two greys, which JPEG keeps. */
  static RgbImage picture(int which) {
    byte[] rgb = new byte[WIDTH * HEIGHT * 3];
    Arrays.fill(rgb, (byte) (which == 0 ? 60 : 200));
    return new RgbImage(WIDTH, HEIGHT, rgb);
  }

  private static RenderRequest request() {
    return new RenderRequest(
        "demo",
        new Condition.None(),
        Map.of(),
        WIDTH,
        HEIGHT,
        1,
        new TokenSampler(1, 10, 1, false),
        1,
        Schedule.EXACT,
        false);
  }
}
