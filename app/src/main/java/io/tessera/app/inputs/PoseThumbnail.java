package io.tessera.app.inputs;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.PoseRaster;
import io.tessera.api.image.RgbImage;
import java.util.List;
import javafx.scene.paint.Color;

/** A small picture of a pose, drawn as the networks see it. */
final class PoseThumbnail {
  private static final int WIDTH = 52;
  private static final int HEIGHT = 62;
  private static final Color GROUND = Color.web("#20242c");

  private PoseThumbnail() {}

  static RgbImage of(PoseLibrary pose) {
    LabelMap map =
        PoseRaster.draw(List.of(pose.at(WIDTH / 2f, HEIGHT - 5, HEIGHT * 0.7f)), WIDTH, HEIGHT);
    byte[] rgb = new byte[WIDTH * HEIGHT * 3];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int limb = map.labels()[i];
      Color c =
          limb == 0 ? GROUND : Color.hsb(360.0 * (limb - 1) / (PoseRaster.LABELS - 1), 0.75, 1);
      rgb[i * 3] = (byte) Math.round(255 * c.getRed());
      rgb[i * 3 + 1] = (byte) Math.round(255 * c.getGreen());
      rgb[i * 3 + 2] = (byte) Math.round(255 * c.getBlue());
    }
    return new RgbImage(WIDTH, HEIGHT, rgb);
  }
}
