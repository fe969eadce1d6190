package io.tessera.engine;

import io.tessera.api.Condition;
import io.tessera.api.ModelInput;
import io.tessera.api.RenderRequest;
import io.tessera.api.SceneObject;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.checkpoint.PublicModel;
import io.tessera.engine.checkpoint.TorchZipWriter;
import io.tessera.engine.checkpoint.Yaml;
import io.tessera.engine.model.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A public model as large as the real one, with random weights in the original's layout: shows
 * whether a machine can load and run it before gigabytes are fetched, and that the program can.
 */
public final class Rehearsal {
  private static final int SIDE = 256;
  private static final int TOP_K = 100;

  private Rehearsal() {}

  /**
   * Writes {@code configs/ID-project.yaml} and {@code checkpoints/last.ckpt} below a folder, as the
   * original's logs have them.
   *
   * @return how many parameters the model has
   * @throws InputException if the folder cannot be written
   */
  public static long write(PublicModel model, Path folder) {
    try {
      Path config =
          Files.createDirectories(folder.resolve("configs")).resolve(model.id() + "-project.yaml");
      Files.writeString(config, model.yaml());
      ModelConfig parsed = ModelConfig.of(Yaml.read(config));
      Map<String, long[]> shapes = new LinkedHashMap<>(ModelBundle.shapes(parsed));
      long parameters = shapes.values().stream().mapToLong(Rehearsal::size).sum();
      if (parsed instanceof Net2NetConfig c) {
        masks(c.transformer(), shapes);
      }
      TorchZipWriter.write(
          Files.createDirectories(folder.resolve("checkpoints")).resolve("last.ckpt"),
          shapes,
          Rehearsal::random);
      return parameters;
    } catch (IOException e) {
      throw new InputException(folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Buffers that the original's checkpoints hold and no one needs. */
  private static void masks(GptConfig gpt, Map<String, long[]> shapes) {
    for (int layer = 0; layer < gpt.nLayer(); layer++) {
      shapes.put(
          "transformer.blocks." + layer + ".attn.mask",
          new long[] {1, 1, gpt.blockSize(), gpt.blockSize()});
    }
  }

  private static long size(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** Values that keep the size of what passes through; norms leave it as it is. */
  private static float[] random(String name, long[] shape) {
    float[] values = new float[Math.toIntExact(size(shape))];
    boolean norm = name.matches(".*(norm|ln_f|ln\\d).*");
    if (shape.length == 1) {
      Arrays.fill(values, norm && name.endsWith("weight") ? 1 : 0);
      return values;
    }
    double fanIn = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
    double deviation = name.contains("emb") ? 0.02 : 1 / Math.sqrt(fanIn);
    float reach = (float) (deviation * Math.sqrt(12));
    SplittableRandom random = new SplittableRandom(name.hashCode());
    for (int i = 0; i < values.length; i++) {
      values[i] = ((random.nextInt() >>> 8) * 0x1p-24f - 0.5f) * reach;
    }
    return values;
  }

  /** A picture of 256 × 256 that a generator of this kind can be asked for. */
  public static RenderRequest request(String name, ModelInput input) {
    Condition condition =
        switch (input.kind().form()) {
          case LABELS -> new Condition.Layout(stripes(input.choices()));
          case PLANE -> new Condition.Plane(input.kind(), slope());
          case CLASS -> new Condition.ClassLabel(input.choices() / 2);
          case BOXES -> new Condition.Objects(List.of(new SceneObject(3, 0.2, 0.3, 0.5, 0.4)));
          case FIGURES, NOTHING -> new Condition.None();
        };
    return new RenderRequest(
        name,
        condition,
        Map.of(),
        SIDE,
        SIDE,
        1,
        new TokenSampler(1, TOP_K, 1, false),
        1,
        Schedule.EXACT,
        false);
  }

  private static LabelMap stripes(int labels) {
    byte[] map = new byte[SIDE * SIDE];
    for (int i = 0; i < map.length; i++) {
      map[i] = (byte) (i / SIDE * labels / SIDE);
    }
    return new LabelMap(SIDE, SIDE, map);
  }

  private static DepthMap slope() {
    float[] depth = new float[SIDE * SIDE];
    for (int i = 0; i < depth.length; i++) {
      depth[i] = i / SIDE;
    }
    return new DepthMap(SIDE, SIDE, depth);
  }

  /** A picture for first stages to encode. */
  public static RgbImage picture() {
    byte[] rgb = new byte[SIDE * SIDE * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % SIDE + i / 3 / SIDE * (i % 3));
    }
    return new RgbImage(SIDE, SIDE, rgb);
  }
}
