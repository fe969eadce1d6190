package io.tessera.app.export;

import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;

/** A clip as an animated GIF of 256 colours, or as an animated PNG of all. Off the FX thread. */
public final class Animation {
  private static final String FORMAT = "javax_imageio_gif_image_1.0";
  private static final int WIDEST = 640;

  private Animation() {}

  /**
   * Writes a clip, at most 640 pixels wide.
   *
   * @param file an animated PNG if it ends in .png or .apng, else a GIF
   * @throws InputException if it cannot be written
   */
  public static void write(Clip clip, Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    Clip small = new Small(clip);
    try {
      if (name.endsWith(".png") || name.endsWith(".apng")) {
        AtomicFile.write(
            file,
            partial -> {
              try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
                Apng.write(small, out);
              }
            });
      } else {
        gif(small, file);
      }
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** A clip whose pictures are at most {@link #WIDEST} wide. */
  private record Small(Clip clip) implements Clip {
    @Override
    public int frames() {
      return clip.frames();
    }

    @Override
    public RgbImage frame(int n) {
      RgbImage whole = clip.frame(n);
      int width = Math.min(WIDEST, whole.width());
      return whole.resized(width, Math.max(1, whole.height() * width / whole.width()));
    }

    @Override
    public int hundredths(int n) {
      return clip.hundredths(n);
    }
  }

  private static void gif(Clip clip, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try {
      AtomicFile.write(
          file,
          partial -> {
            try (ImageOutputStream out = ImageIO.createImageOutputStream(partial.toFile())) {
              writer.setOutput(out);
              writer.prepareWriteSequence(null);
              for (int n = 0; n < clip.frames(); n++) {
                add(writer, clip.frame(n), clip.hundredths(n));
              }
              writer.endWriteSequence();
            }
          });
    } finally {
      writer.dispose();
    }
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
