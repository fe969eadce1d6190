package io.tessera.engine.bench;

import io.tessera.api.TokenGrid;
import io.tessera.api.TokenOrder;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.DdConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.model.ConditionTokens;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The shape of a model, whose weights are made up for measurements.
 *
 * @param id the name used on the command line
 * @param words condition tokens before the window's
 * @param layout whether a condition token stands for every token of the picture
 */
public record BenchShape(
    String id, GptConfig gpt, int words, boolean layout, FirstStageConfig firstStage) {
  /** The bundled landscape model: 6 layers of 256. */
  public static final BenchShape DEMO =
      new BenchShape(
          "demo",
          new GptConfig(1034, 513, 6, 8, 256, 0, 0, 0, 0, TokenOrder.RASTER),
          2,
          true,
          demoStage());

  /** S-FLCKR, the paper's landscapes from layouts: 24 layers of 1024, f16 with 128 channels. */
  public static final BenchShape SFLCKR =
      new BenchShape(
          "sflckr",
          new GptConfig(1024, 512, 24, 16, 1024, 0, 0, 0, 0, TokenOrder.RASTER),
          0,
          true,
          originalStage(1024));

  /** Class-conditional ImageNet: 48 layers of 1536, f16 with 16384 entries. */
  public static final BenchShape IMAGENET =
      new BenchShape(
          "imagenet",
          new GptConfig(16384, 256, 48, 24, 1536, 0, 0, 0, 0, TokenOrder.RASTER),
          1,
          false,
          originalStage(16384));

  private static FirstStageConfig demoStage() {
    return stage(
        new DdConfig(
            false, 128, 256, 3, 3, 32, List.of(1, 2, 4, 4), 1, List.of(16), 8, 2, true, 0, 0),
        1024,
        64);
  }

  private static FirstStageConfig originalStage(int entries) {
    return stage(
        new DdConfig(
            false, 256, 256, 3, 3, 128, List.of(1, 1, 2, 2, 4), 2, List.of(16), 32, 1, false, 0, 0),
        entries,
        256);
  }

  private static FirstStageConfig stage(DdConfig dd, int entries, int width) {
    return new FirstStageConfig(
        "taming.models.vqgan.VQModel",
        FirstStageConfig.Kind.VECTOR_QUANTIZED,
        dd,
        entries,
        width,
        0,
        OptionalInt.empty(),
        "image",
        false,
        Optional.empty(),
        "random");
  }

  /**
   * @throws InputException if there is no such shape
   */
  public static BenchShape of(String id) {
    for (BenchShape s : List.of(DEMO, SFLCKR, IMAGENET)) {
      if (s.id.equals(id)) {
        return s;
      }
    }
    throw new InputException("there is no shape '" + id + "'; use demo, sflckr or imagenet");
  }

  /** Any condition of a picture of that many tokens. */
  ConditionTokens condition(int rows, int columns) {
    int[] prefix = new int[words];
    return layout
        ? new ConditionTokens(
            prefix, Optional.of(new TokenGrid(rows, columns, new int[rows * columns])))
        : ConditionTokens.prefix(prefix);
  }
}
