package io.tessera.engine.training;

/**
 * An endless list of pictures to learn from. An index always gives the same picture, so that a
 * resumed training sees what an uninterrupted one would have. Several threads may ask at once.
 */
interface Dataset {
  /**
   * @param index at least 0
   */
  Sample get(long index);
}
