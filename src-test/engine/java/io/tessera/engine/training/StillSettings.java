package io.tessera.engine.training;

import io.tessera.engine.torch.Precision;

/** Settings under which a first stage learns nothing: for tests of what is computed beside. */
final class StillSettings {
  private StillSettings() {}

  static FirstStageSettings with(FirstStageSettings.Adversary adversary) {
    return new FirstStageSettings(
        new FirstStageSettings.Optimizer(0, 0, 0.5, 0.9, 0, 0, Long.MAX_VALUE, Long.MAX_VALUE),
        new FirstStageSettings.Reconstruction(false, 0, 0, 0, 0),
        new FirstStageSettings.Latent(0.25, true, 1, false, 0, 0, 1, 1, 1),
        adversary,
        new FirstStageSettings.Detail(1, 10, 10),
        FirstStageSettings.Projected.NONE,
        Precision.F32);
  }

  /** Without a discriminator. */
  static FirstStageSettings alone() {
    return with(
        new FirstStageSettings.Adversary(false, 0, 0, 1, 1e4, 1, false, false, false, 8, 2, 0));
  }
}
