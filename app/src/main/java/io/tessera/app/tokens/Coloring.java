package io.tessera.app.tokens;

/** What the cells' colours tell. */
public enum Coloring {
  /** How unlikely the model found the token. */
  SURPRISE,
  /** Which entry it is: equal entries, equal colours. */
  ENTRY,
  /** How often the entry occurs in this picture. */
  USAGE
}
