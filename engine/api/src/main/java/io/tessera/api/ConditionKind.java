package io.tessera.api;

import io.tessera.api.image.DepthFile;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LineDrawing;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a picture can be made from. What holds for one kind only is said here, so that the command
 * line, files, JSON, networks and the studio treat all kinds of one {@link Form} alike.
 */
public enum ConditionKind {
  /** Label maps. */
  LAYOUT(Form.LABELS, "layout"),
  /** How near every pixel is. */
  DEPTH(
      "depth",
      new ValuePlane(
          DepthFile::read, DepthMap::normalized, Optional.empty(), picture -> false, 255, true)),
  /** A line drawing: 1 on the lines and 0 elsewhere. */
  EDGES(
      "edges",
      new ValuePlane(
          LineDrawing::read,
          LineDrawing::signal,
          Optional.of(LineDrawing::of),
          LineDrawing::isDrawing,
          1,
          false)),
  /** Figures, drawn as label maps of their limbs. */
  POSE(Form.FIGURES, "pose"),
  /** One class for the whole picture. */
  CLASS(Form.CLASS, "class"),
  /** Objects with bounding boxes. */
  BOXES(Form.BOXES, "objects"),
  /** Nothing that a user would have to give. */
  NONE(Form.NOTHING, "none"),
  /** The model makes no pictures by itself: a first stage alone, or a transformer alone. */
  NOT_A_GENERATOR(Form.NOTHING, "not-a-generator");

  /** How a condition is given. */
  public enum Form {
    /** A label in every pixel. */
    LABELS,
    /** A number in every pixel. */
    PLANE,
    /** Skeletons. */
    FIGURES,
    /** A number or a word. */
    CLASS,
    /** Boxes. */
    BOXES,
    /** Nothing is given. */
    NOTHING
  }

  private final Form form;
  private final String id;
  private final Optional<ValuePlane> plane;

  ConditionKind(Form form, String id) {
    this.form = form;
    this.id = id;
    this.plane = Optional.empty();
  }

  ConditionKind(String id, ValuePlane plane) {
    this.form = Form.PLANE;
    this.id = id;
    this.plane = Optional.of(plane);
  }

  public Form form() {
    return form;
  }

  /** Its name in configurations, requests, options and texts. */
  public String id() {
    return id;
  }

  /** Kinds with a number in every pixel. */
  public static List<ConditionKind> planes() {
    return Arrays.stream(values()).filter(kind -> kind.plane.isPresent()).toList();
  }

  /** The kind with a number in every pixel that has this name, if there is one. */
  public static Optional<ConditionKind> plane(String id) {
    return planes().stream().filter(kind -> kind.id.equals(id)).findFirst();
  }

  /**
   * What holds for its numbers.
   *
   * @throws IllegalStateException if it has none
   */
  public ValuePlane plane() {
    return plane.orElseThrow(() -> new IllegalStateException(this + " has no number in a pixel"));
  }

  /** Whether it has a number in every pixel, of which those between the ends mean something. */
  public boolean isGradual() {
    return plane.map(ValuePlane::gradual).orElse(false);
  }

  /** Whether it can be taken from any photograph, so that a folder of those is enough to learn. */
  public boolean isSeenInPictures() {
    return plane.map(p -> p.ofPicture().isPresent()).orElse(form == Form.LABELS || this == NONE);
  }
}
