package io.tessera.engine.training.scene;

/** Values of the label map, palette {@code landscape}. */
final class Label {
  static final byte SKY = 0;
  static final byte CLOUD = 1;
  static final byte SUN = 2;
  static final byte MOUNTAIN = 3;
  static final byte SNOW = 4;
  static final byte HILL = 5;
  static final byte FOREST = 6;
  static final byte GRASS = 7;
  static final byte SAND = 8;
  static final byte ROCK = 9;
  static final byte WATER = 10;
  static final byte FIGURE = 11;

  private Label() {}
}
