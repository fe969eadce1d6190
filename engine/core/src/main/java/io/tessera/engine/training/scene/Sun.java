package io.tessera.engine.training.scene;

/** The direction to the sun or moon, of length 1: right, ahead, up. */
record Sun(float x, float y, float z) {
  /** In degrees: right of the view's centre, above the horizon. */
  static Sun at(float azimuth, float height) {
    double a = Math.toRadians(azimuth);
    double h = Math.toRadians(height);
    return new Sun(
        (float) (Math.sin(a) * Math.cos(h)),
        (float) (Math.cos(a) * Math.cos(h)),
        (float) Math.sin(h));
  }
}
