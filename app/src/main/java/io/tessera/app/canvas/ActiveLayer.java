package io.tessera.app.canvas;

/** The layer that tools paint on. */
public enum ActiveLayer {
  LAYOUT,
  /** Depth or edges. */
  PLANE,
  MASK
}
