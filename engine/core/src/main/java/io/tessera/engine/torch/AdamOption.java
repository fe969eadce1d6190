package io.tessera.engine.torch;

/** What every script with an optimiser is told at each update (Kingma, Ba 2015). */
public enum AdamOption {
  /** Learning rate. */
  LR,
  /** Learning rate with the first moment's bias corrected. */
  RATE,
  /** Root of the second moment's correction of bias. */
  ROOT,
  BETA1,
  BETA2
}
