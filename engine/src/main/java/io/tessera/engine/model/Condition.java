package io.tessera.engine.model;

import io.tessera.engine.image.DepthMap;
import io.tessera.engine.image.LabelMap;

/** What a picture is made from; which of them a model takes is in its configuration. */
public sealed interface Condition {
  /**
   * A semantic layout; resized to the picture by nearest neighbour. {@link LabelMap#UNLABELLED}
   * leaves it to the model.
   */
  record Layout(LabelMap map) implements Condition {}

  /** A depth map of the picture's size. */
  record Depth(DepthMap map) implements Condition {}

  /**
   * One class for the whole picture.
   *
   * @param number 0 to the number of classes
   */
  record ClassLabel(int number) implements Condition {}

  /**
   * Nothing: unconditional models, and those that only want to know where in the picture they are.
   */
  record None() implements Condition {}
}
