package io.tessera.engine.training;

import io.tessera.engine.torch.ScriptModule;

/** The numbers that Adam needs at one update (Kingma, Ba 2015, with bias correction). */
record AdamRates(double lr, double beta1, double beta2) {
  /**
   * @param update 1 for the first
   */
  void set(ScriptModule script, long update) {
    script.call("set", "lr", lr);
    script.call("set", "beta1", beta1);
    script.call("set", "beta2", beta2);
    script.call("set", "rate", lr / (1 - Math.pow(beta1, update)));
    script.call("set", "root", Math.sqrt(1 - Math.pow(beta2, update)));
  }
}
