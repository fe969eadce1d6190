package io.tessera.app.shell;

import java.util.List;

/** Sizes of canvases that are offered. */
final class Sizes {
  record Size(int width, int height) {
    @Override
    public String toString() {
      return width + " × " + height;
    }
  }

  /** The paper's large landscapes first. */
  static final List<Size> PRESETS =
      List.of(
          new Size(1280, 832),
          new Size(1024, 416),
          new Size(1280, 240),
          new Size(832, 1280),
          new Size(640, 416),
          new Size(512, 512),
          new Size(256, 256),
          new Size(1920, 1088),
          new Size(2560, 1664),
          new Size(4096, 2656));

  private Sizes() {}
}
