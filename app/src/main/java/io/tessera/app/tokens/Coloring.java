package io.tessera.app.tokens;

/** What the cells' colours tell. */
public enum Coloring {
  /** How unlikely the model found the token. */
  SURPRISE,
  /** How undecided the model was: the entropy of what it expected. */
  ENTROPY,
  /** Which entry it is: equal entries, equal colours. */
  ENTRY,
  /** How often the entry occurs in this picture. */
  USAGE,
  /** How far the entry lies from the next one in the codebook. */
  DISTANCE
}
