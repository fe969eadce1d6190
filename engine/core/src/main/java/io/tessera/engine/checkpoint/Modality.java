package io.tessera.engine.checkpoint;

/** What a first stage encodes. */
public enum Modality {
  /** Colour pictures. */
  IMAGE,
  /** Label maps, as one-hot channels. */
  LAYOUT,
  /** Depth maps: one channel. */
  DEPTH,
  /** Figures, drawn as label maps of their limbs. */
  POSE
}
