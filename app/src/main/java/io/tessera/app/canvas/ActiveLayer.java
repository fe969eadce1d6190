package io.tessera.app.canvas;

/** The layer that tools paint on. */
public enum ActiveLayer {
  LAYOUT,
  DEPTH,
  MASK
}
