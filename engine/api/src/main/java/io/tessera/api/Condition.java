package io.tessera.api;

import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Pose;
import java.util.List;

/** What a picture is made from; which of them a model takes is in its configuration. */
public sealed interface Condition {
  /**
   * A semantic layout; resized to the picture by nearest neighbour. {@link LabelMap#UNLABELLED}
   * leaves it to the model.
   */
  record Layout(LabelMap map) implements Condition {}

  /**
   * A number in every pixel, as {@link ConditionKind#plane} says; resized to the picture
   * bilinearly.
   */
  record Plane(ConditionKind kind, DepthMap map) implements Condition {
    public Plane {
      kind.plane(); // refuses kinds without
    }
  }

  /**
   * Figures, in pixels of a picture of {@code width} × {@code height}; stretched to the picture
   * that is made.
   */
  record Figures(List<Pose> poses, int width, int height) implements Condition {
    public Figures {
      poses = List.copyOf(poses);
      if (width < 1 || height < 1) {
        throw new IllegalArgumentException("figures on " + width + " × " + height + " pixels");
      }
    }
  }

  /** Objects with their boxes, for scene-image models. */
  record Objects(List<SceneObject> objects) implements Condition {
    public Objects {
      objects = List.copyOf(objects);
    }
  }

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
