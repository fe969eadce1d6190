package io.tessera.app.export;

import io.tessera.engine.fault.AtomicFile;
import io.tessera.engine.fault.InputException;
import io.tessera.engine.image.PngFile;
import io.tessera.engine.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** The picture growing over its layout, token by token, as an animated GIF. Off the FX thread. */
public final class Animation {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";
  private static final int FRAMES = 40;
  private static final int WIDEST = 640;
  private static final int LAST_PAUSE = 250;

  private Animation() {}

  /**
   * @param layout in its palette's colours, of the picture's size
   * @param cell side of a token's cell in pixels
   * @throws InputException if it cannot be written
   */
  public static void write(RgbImage layout, RgbImage picture, int cell, Path file) {
    int width = Math.min(WIDEST, picture.width());
    int height = Math.max(1, picture.height() * width / picture.width());
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try {
      AtomicFile.write(
          file,
          partial -> {
            try (ImageOutputStream out = ImageIO.createImageOutputStream(partial.toFile())) {
              writer.setOutput(out);
              writer.prepareWriteSequence(null);
              for (int f = 0; f <= FRAMES; f++) {
                RgbImage frame = frame(layout, picture, cell, (double) f / FRAMES);
                add(writer, frame.resized(width, height), f == FRAMES ? LAST_PAUSE : 8);
              }
              writer.endWriteSequence();
            }
          });
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    } finally {
      writer.dispose();
    }
  }

  /** The picture when a share of its cells is there, in the order of rows. */
  static RgbImage frame(RgbImage layout, RgbImage picture, int cell, double share) {
    int w = picture.width();
    int columns = (w + cell - 1) / cell;
    int rows = (picture.height() + cell - 1) / cell;
    long done = Math.round(share * columns * rows);
    byte[] rgb = layout.rgb().clone();
    for (int y = 0; y < picture.height(); y++) {
      long before = done - (long) (y / cell) * columns;
      int known = Math.clamp(before * cell, 0, w);
      System.arraycopy(picture.rgb(), y * w * 3, rgb, y * w * 3, known * 3);
    }
    return new RgbImage(w, picture.height(), rgb);
  }

  private static void add(ImageWriter writer, RgbImage frame, int hundredths) throws IOException {
    BufferedImage image = PngFile.buffered(frame);
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
    IIOMetadataNode control =
        (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
    control.setAttribute("delayTime", Integer.toString(hundredths));
    control.setAttribute("disposalMethod", "none");
    IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
    IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
    loop.setAttribute("applicationID", "NETSCAPE");
    loop.setAttribute("authenticationCode", "2.0");
    loop.setUserObject(new byte[] {1, 0, 0});
    extensions.appendChild(loop);
    root.appendChild(extensions);
    metadata.setFromTree(FORMAT, root);
    writer.writeToSequence(new IIOImage(image, null, metadata), null);
  }
}
