package io.tessera.app.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Npy;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.Pose;
import io.tessera.api.image.PoseRaster;
import io.tessera.assets.Assets;
import io.tessera.engine.training.scene.Scene;
import io.tessera.engine.training.scene.SceneGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tessera scenes}: writes scenes with their labels, depth, poses and mood. */
@Command(
    name = "scenes",
    mixinStandardHelpOptions = true,
    description = "Draws landscapes with labels, depth, poses and mood.")
final class ScenesCommand implements Callable<Integer> {
  @Option(names = "-n", defaultValue = "8", paramLabel = "N", description = "how many (default: 8)")
  private int count;

  @Option(
      names = "--size",
      defaultValue = "512x320",
      paramLabel = "WxH",
      description = "size in pixels (default: 512x320)")
  private String size = "512x320";

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "of the first scene; the next ones count up (default: 1)")
  private long seed;

  @Option(names = "--figures", description = "with one to three people, where there is dry ground")
  private boolean figures;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "folder to write to")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (!size.matches("\\d{1,4}x\\d{1,4}") || count < 1) {
      throw new ParameterException(
          spec.commandLine(), "-n should be at least 1, and --size like 512x320");
    }
    String[] wh = size.split("x");
    // Scenes are independent of one another, so all cores draw.
    IntStream.range(0, count)
        .parallel()
        .forEach(k -> write(k, Integer.parseInt(wh[0]), Integer.parseInt(wh[1])));
    return 0;
  }

  private void write(int k, int width, int height) {
    Scene scene =
        figures
            ? SceneGenerator.withFigures(seed + k, width, height)
            : SceneGenerator.scene(seed + k, width, height);
    String name = String.format(Locale.ROOT, "scene-%05d", k);
    try {
      Files.createDirectories(out);
      PngFile.write(scene.image(), out.resolve(name + ".png"), Map.of());
      PngFile.write(scene.labels(), Assets.landscapePalette(), out.resolve(name + "-label.png"));
      Npy.of(scene.depth().depth(), height, width).write(out.resolve(name + "-depth.npy"));
      Files.writeString(out.resolve(name + ".json"), facts(scene, seed + k));
      Files.write(out.resolve(name + "-depth.png"), PngBytes.of(grey(scene.depth())));
      if (!scene.poses().isEmpty()) {
        PngFile.write(
            Palette.notebook(PoseRaster.LABELS)
                .paint(PoseRaster.draw(scene.poses(), width, height)),
            out.resolve(name + "-pose.png"),
            Map.of());
        new OpenPose(scene.poses(), width, height).write(out.resolve(name + "-pose.json"));
      }
    } catch (IOException e) {
      throw new InputException(out + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Nearness on a logarithmic scale, to look at: 0 farthest, 255 nearest. */
  private static LabelMap grey(DepthMap metres) {
    DepthMap near = metres.nearness();
    byte[] values = new byte[near.depth().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) Math.round(255 * near.depth()[i]);
    }
    return new LabelMap(near.width(), near.height(), values);
  }

  /** Seed, mood, and keypoints as [x, y, visible] in OpenPose's order. */
  private static String facts(Scene scene, long seed) {
    ObjectNode n = new JsonMapper().createObjectNode();
    n.put("seed", seed).put("mood", scene.mood().id());
    ArrayNode poses = n.putArray("poses");
    for (Pose pose : scene.poses()) {
      ArrayNode joints = poses.addArray();
      for (Pose.Joint j : pose.joints()) {
        joints.addArray().add(j.x()).add(j.y()).add(j.visible() ? 1 : 0);
      }
    }
    return n.toPrettyString() + "\n";
  }
}
