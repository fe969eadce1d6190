package io.tessera.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.fault.InputException;
import io.tessera.engine.torch.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may become of the adversary's weight, and what a training may begin with. */
class AdversaryTest {
  /** The weights λ · disc_weight of the steps that the adversary takes part in. */
  private static List<Double> weights(Path folder, String name, String options) throws IOException {
    String config = TinyTraining.pictures(6, "60").replace("  seed: 4", "  seed: 4\n  " + options);
    List<Double> weights = new ArrayList<>();
    new Training(
            TinyTraining.write(folder.resolve(name + ".yaml"), config),
            folder.resolve(name),
            n -> {})
        .run(
            false,
            Device.CPU,
            p -> {
              if (p.terms().containsKey("d_weight") && p.step() > 3) {
                weights.add(p.terms().get("d_weight"));
              }
            });
    return weights;
  }

  @Test
  void lambdaIsCutOffWhereItIsAskedFor(@TempDir Path folder) throws IOException {
    List<Double> free = weights(folder, "free", "clip: 1.0");
    assertThat(free).hasSize(3).allMatch(w -> w > 0);
    double least = free.stream().mapToDouble(w -> w).min().orElseThrow();
    // disc_weight is 0.5, so this λ gives half the least weight that there was.
    List<Double> cut = weights(folder, "cut", "most_lambda: " + least);
    assertThat(cut).hasSize(3).allMatch(w -> w <= 0.5 * least * (1 + 1e-6));
    assertThat(cut.getFirst())
        .isEqualTo(0.5 * least, org.assertj.core.api.Assertions.within(1e-6 * least));
  }

  @Test
  void aFirstStageBeginsWithOneOfItsShapeOnly(@TempDir Path folder) throws IOException {
    weights(folder, "first", "clip: 1.0");
    Path weights = folder.resolve("first/model/model.safetensors");
    weights(folder, "next", "init_from: " + weights);
    Path labels =
        TinyTraining.write(
            folder.resolve("labels.yaml"),
            TinyTraining.labels(2)
                .replace("ch: 8", "ch: 16")
                .replace("embed_dim: 8", "embed_dim: 4")
                .replace("n_embed: 32", "n_embed: 16")
                .replace("z_channels: 16", "z_channels: 24")
                .replace("  seed: 4", "  seed: 4\n  init_from: " + weights));
    assertThatThrownBy(() -> TinyTraining.train(labels, folder.resolve("labels"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no first stage of this shape");
  }
}
