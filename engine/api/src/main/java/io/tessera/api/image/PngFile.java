package io.tessera.api.image;

import io.tessera.api.fault.AtomicFile;
import io.tessera.api.fault.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Pictures and label maps in PNG files, with texts (iTXt) inside. Files appear whole or not at all.
 */
public final class PngFile {
  private static final String FORMAT = "javax_imageio_png_1.0";

  private PngFile() {}

  /** A picture of Java's own, as {@link PictureFile} reads it. */
  public static RgbImage rgb(BufferedImage image) {
    return Colors.toRgb(image, Optional.empty());
  }

  /** What a file turned out to hold: values of a map, or a picture in colours. */
  public sealed interface Content {
    /** The values of an indexed or grey PNG. */
    record Values(LabelMap map) implements Content {}

    /** A grey picture of 16 bits or more: too deep for a label map. */
    record Deep(DepthMap map) implements Content {}

    /** A picture with a colour for every pixel. */
    record Colors(RgbImage image) implements Content {}
  }

  /**
   * Reads a picture or a map, whichever it is.
   *
   * @throws InputException if the file cannot be read or is no picture
   */
  public static Content readContent(Path file) {
    PictureFile.Pixels pixels = PictureFile.pixels(file);
    BufferedImage image = pixels.image();
    if (isColoured(image)) {
      return new Content.Colors(PictureFile.toRgb(file, pixels));
    }
    return image.getRaster().getSampleModel().getSampleSize(0) > 8
        ? new Content.Deep(DepthFile.picture(file, image))
        : new Content.Values(values(file, image));
  }

  /**
   * Reads the values of an indexed or grey label map.
   *
   * @throws InputException if the file cannot be read or is a coloured picture
   */
  public static LabelMap readLabels(Path file) {
    return labels(file, read(file));
  }

  static LabelMap labels(Object file, BufferedImage image) {
    if (isColoured(image)) {
      throw new InputException(
          file + " is a coloured picture; a label map is an 8-bit grey or indexed PNG");
    }
    return values(file, image);
  }

  private static boolean isColoured(BufferedImage image) {
    return !(image.getColorModel() instanceof IndexColorModel)
        && image.getRaster().getNumBands() > 1;
  }

  private static LabelMap values(Object file, BufferedImage image) {
    Raster raster = image.getRaster();
    if (raster.getSampleModel().getSampleSize(0) > 8) {
      throw new InputException(
          file + " has 16 bits a pixel; a label map is an 8-bit grey or indexed PNG");
    }
    int w = image.getWidth();
    int h = image.getHeight();
    int[] samples = raster.getSamples(0, 0, w, h, 0, (int[]) null);
    byte[] labels = new byte[w * h];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) samples[i];
    }
    return new LabelMap(w, h, labels);
  }

  static BufferedImage read(Path file) {
    return PictureFile.pixels(file).image();
  }

  /** Texts inside a PNG by keyword; empty if it has none. */
  public static Map<String, String> texts(Path file) {
    Map<String, String> texts = new LinkedHashMap<>();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
      try {
        reader.setInput(in, true, false);
        IIOMetadata metadata = reader.getImageMetadata(0);
        Node root = metadata.getAsTree(FORMAT);
        NodeList children = root.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
          // Other programs write what they found as iTXt anew as tEXt or zTXt.
          String chunk = children.item(i).getNodeName();
          if (chunk.equals("iTXt") || chunk.equals("tEXt") || chunk.equals("zTXt")) {
            NodeList entries = children.item(i).getChildNodes();
            for (int k = 0; k < entries.getLength(); k++) {
              IIOMetadataNode entry = (IIOMetadataNode) entries.item(k);
              String value = entry.getAttribute(chunk.equals("tEXt") ? "value" : "text");
              texts.put(entry.getAttribute("keyword"), utf8(chunk, value));
            }
          }
        }
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // what is damaged makes the reader fail in many ways
      throw new InputException(file + " cannot be read as PNG: " + e.getMessage(), e);
    }
    return texts;
  }

  /** The two older chunks are Latin-1 by the standard; programs put UTF-8 into them. */
  private static String utf8(String chunk, String text) {
    if (chunk.equals("iTXt")) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    String read = new String(bytes, StandardCharsets.UTF_8);
    return read.indexOf('\ufffd') >= 0 ? text : read;
  }

  /**
   * @param texts put inside as iTXt, by keyword (1 to 79 Latin-1 characters)
   */
  public static void write(RgbImage image, Path file, Map<String, String> texts) {
    write(buffered(image), file, texts);
  }

  /** The picture as Java's own image writers take it. */
  public static BufferedImage buffered(RgbImage image) {
    BufferedImage out =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) out.getRaster().getDataBuffer()).getData();
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    return out;
  }

  /** Writes labels as an indexed PNG in the palette's colours. */
  public static void write(LabelMap map, Palette palette, Path file) {
    int[] colors = palette.colors();
    IndexColorModel model =
        new IndexColorModel(8, 256, colors, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
    BufferedImage out =
        new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_BYTE_INDEXED, model);
    System.arraycopy(
        map.labels(),
        0,
        ((DataBufferByte) out.getRaster().getDataBuffer()).getData(),
        0,
        map.labels().length);
    write(out, file, Map.of());
  }

  private static void write(BufferedImage image, Path file, Map<String, String> texts) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try {
      AtomicFile.write(
          file,
          partial -> {
            try (ImageOutputStream out = ImageIO.createImageOutputStream(partial.toFile())) {
              IIOMetadata metadata =
                  writer.getDefaultImageMetadata(
                      ImageTypeSpecifier.createFromRenderedImage(image), null);
              if (!texts.isEmpty()) {
                metadata.mergeTree(FORMAT, tree(texts));
              }
              writer.setOutput(out);
              writer.write(new IIOImage(image, null, metadata));
            }
          });
    } catch (IOException e) {
      throw new InputException(file + " cannot be written: " + e.getMessage(), e);
    } finally {
      writer.dispose();
    }
  }

  private static IIOMetadataNode tree(Map<String, String> texts) {
    IIOMetadataNode root = new IIOMetadataNode(FORMAT);
    IIOMetadataNode node = new IIOMetadataNode("iTXt");
    // In the order of the keywords: the same picture is the same file.
    new TreeMap<>(texts)
        .forEach(
            (keyword, text) -> {
              IIOMetadataNode entry = new IIOMetadataNode("iTXtEntry");
              entry.setAttribute("keyword", keyword);
              entry.setAttribute("text", text);
              entry.setAttribute("compressionFlag", "FALSE");
              entry.setAttribute("compressionMethod", "0");
              entry.setAttribute("languageTag", "");
              entry.setAttribute("translatedKeyword", "");
              node.appendChild(entry);
            });
    root.appendChild(node);
    return root;
  }
}
