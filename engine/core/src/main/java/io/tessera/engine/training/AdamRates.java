package io.tessera.engine.training;

import io.tessera.engine.torch.AdamOption;
import io.tessera.engine.torch.ScriptOptions;

/** The numbers that Adam needs at one update (Kingma, Ba 2015, with bias correction). */
record AdamRates(double lr, double beta1, double beta2) {
  /**
   * @param update 1 for the first
   */
  void set(ScriptOptions options, long update) {
    options.set(AdamOption.LR, lr);
    options.set(AdamOption.BETA1, beta1);
    options.set(AdamOption.BETA2, beta2);
    options.set(AdamOption.RATE, lr / (1 - Math.pow(beta1, update)));
    options.set(AdamOption.ROOT, Math.sqrt(1 - Math.pow(beta2, update)));
  }
}
