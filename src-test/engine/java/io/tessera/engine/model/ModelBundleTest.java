package io.tessera.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.golden.Golden;
import io.tessera.engine.golden.Loaded;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model's encoder, and its condition's decoder, are read when they are first needed. */
class ModelBundleTest {
  private static final int SIDE = 64;

  @TempDir private Path temp;

  private static HostTensor.Floats picture() {
    float[] x = new float[3 * SIDE * SIDE];
    Random random = new Random(1);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() * 2 - 1;
    }
    return new HostTensor.Floats(x, 1, 3, SIDE, SIDE);
  }

  @Test
  void whatIsReadLaterGivesWhatAllAtOnceGives() {
    ModelFolder folder = ModelFolder.at(Golden.SHIPPED.resolve("seg2img"));
    Net2NetConfig config = (Net2NetConfig) ModelConfig.of(folder.config());
    FirstStageConfig encoded = ((CondStageConfig.Encoded) config.condStage()).firstStage();
    try (ModelBundle model = ModelBundle.open(folder, Device.CPU, Precision.F32);
        FirstStage whole =
            Loaded.firstStage(folder, config.firstStage(), "first_stage_model.", Precision.F32);
        FirstStage condition =
            Loaded.firstStage(folder, encoded, "cond_stage_model.", Precision.F32)) {
      HostTensor h = whole.encode(picture());
      assertThat(model.firstStage().encode(picture()).floats()).isEqualTo(h.floats());
      TokenGrid tokens = whole.tokens(h);
      assertThat(model.firstStage().decode(tokens).floats())
          .isEqualTo(whole.decode(tokens).floats());
      TokenGrid labels = new TokenGrid(2, 2, new int[] {0, 1, 2, 3});
      assertThat(model.condStage().orElseThrow().decode(labels).floats())
          .isEqualTo(condition.decode(labels).floats());
    }
  }

  @Test
  void filesThatHaveChangedMeanwhileAreNotRead() throws IOException {
    ModelFolder shipped = ModelFolder.at(Golden.SHIPPED.resolve("seg2img"));
    for (Path file :
        Stream.concat(shipped.configs().stream(), shipped.weights().stream()).toList()) {
      Files.copy(file, temp.resolve(file.getFileName().toString()));
    }
    ModelFolder folder = ModelFolder.at(temp);
    try (ModelBundle model = ModelBundle.open(folder, Device.CPU, Precision.F32)) {
      Path file = folder.weights().getFirst();
      byte[] before = Files.readAllBytes(file);
      FileTime time = Files.getLastModifiedTime(file);
      Files.write(file, new byte[5]);
      assertThatThrownBy(() -> model.firstStage().encode(picture()))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("have changed since it was opened");
      assertThat(model.firstStage().decode(TokenGrid.filled(4, 4, 1)).floats()).isNotEmpty();
      Files.write(file, before);
      Files.setLastModifiedTime(file, time);
      assertThat(model.firstStage().encode(picture()).floats()).isNotEmpty();
    }
  }
}
