package io.tessera.api.image;

import io.tessera.api.fault.AtomicFile;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** A white sheet to draw curves on. */
public final class PlotSheet {
  private final BufferedImage image;
  private final Graphics2D graphics;

  /**
   * @param width in pixels
   * @param height in pixels
   */
  public PlotSheet(int width, int height) {
    this.image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    this.graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }

  public Graphics2D graphics() {
    return graphics;
  }

  /** Three digits, as an axis says them. */
  public static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.3g", value);
  }

  /** Writes the sheet as PNG, as a whole or not at all; nothing is drawn after that. */
  public void write(Path file) throws IOException {
    graphics.dispose();
    AtomicFile.write(file, partial -> ImageIO.write(image, "png", partial.toFile()));
  }
}
