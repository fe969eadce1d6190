package io.tessera.api;

/** Told how far an encoding is; may throw to end it. */
public interface TileProgress {
  /** Takes no notice. */
  TileProgress NONE = (done, total) -> {};

  /**
   * @param done tiles that are encoded
   * @param total all tiles; 1 for a picture that is encoded as a whole
   */
  void encoded(int done, int total);
}
