package io.tessera.engine.check;

import io.tessera.api.CheckReport.Result;
import io.tessera.api.image.Npy;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.model.ModelBundle;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A small model of the original's code with random weights: its tokens and logits were written down
 * by that code, and have to come out here.
 */
final class OriginalNumbers {
  /** About ten times what another order of sums makes of float32. */
  private static final double TOLERANCE = 5e-5;

  private final Path folder;

  /**
   * @param folder with the model, {@code x.npy} [1, 3, H, W] and its tokens {@code z.npy}, {@code
   *     ids.npy} [1, T] and their {@code logits.npy} [1, T, V]
   */
  OriginalNumbers(Path folder) {
    this.folder = folder;
  }

  List<Result> compare() {
    try (ModelBundle model = ModelBundle.open(ModelFolder.at(folder), Device.CPU, Precision.F32)) {
      return List.of(tokens(model.firstStage()), logits(model));
    }
  }

  private Npy array(String name) {
    return Npy.read(folder.resolve(name + ".npy"));
  }

  private static long[] shape(Npy a) {
    return Arrays.stream(a.shape()).asLongStream().toArray();
  }

  private Result tokens(FirstStage stage) {
    Npy x = array("x");
    int[] tokens = stage.tokens(stage.encode(new HostTensor.Floats(x.floats(), shape(x)))).tokens();
    int[] expected = array("z").ints();
    int wrong = 0;
    for (int i = 0; i < expected.length; i++) {
      wrong += tokens[i] == expected[i] ? 0 : 1;
    }
    return new Result(
        "the original's first stage",
        wrong == 0,
        true,
        String.format(Locale.ROOT, "%d of %d tokens differ", wrong, expected.length));
  }

  private Result logits(ModelBundle model) {
    Npy ids = array("ids");
    long[] tokens = Arrays.stream(ids.ints()).asLongStream().toArray();
    float[] logits = model.transformer().logits(new HostTensor.Longs(tokens, shape(ids))).floats();
    float[] expected = array("logits").floats();
    double most = 0;
    for (int i = 0; i < expected.length; i++) {
      double off = Math.abs(logits[i] - expected[i]);
      most = off <= most ? most : off;
    }
    return new Result(
        "the original's transformer",
        most <= TOLERANCE,
        true,
        String.format(Locale.ROOT, "largest difference %.2g of logits up to 15", most));
  }
}
