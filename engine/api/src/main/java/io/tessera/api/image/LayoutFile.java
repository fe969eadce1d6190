package io.tessera.api.image;

import io.tessera.api.fault.InputException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * Layouts as programs write them: label maps by their colours where those are a palette's (also
 * with smooth edges, as JPEG, or with the palette in another order), else by their values; polygons
 * and masks of COCO and labelme.
 *
 * @param palette of the model; without materials where none is known
 * @param tables colours of data sets, whose names are found among the palette's
 * @param mapping what values and colours mean, where the user says it
 * @param notices takes a line where something was assumed
 */
public record LayoutFile(
    Palette palette, List<Palette> tables, Optional<LabelTable> mapping, Consumer<String> notices) {
  public LayoutFile {
    tables = List.copyOf(tables);
  }

  /**
   * @throws InputException if the file cannot be read or is no layout
   */
  public LabelMap read(Path file) {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
      return new Annotations(file, palette, notices).read();
    }
    PictureFile.Pixels pixels = PictureFile.pixels(file);
    BufferedImage image = pixels.image();
    if (mapping.isPresent()) {
      return mapped(file, image, mapping.get());
    }
    if (image.getColorModel() instanceof IndexColorModel colours) {
      return indexed(file, image, colours);
    }
    if (image.getColorModel().getNumColorComponents() == 1 || isGrey(image)) {
      return values(file, image, v -> v);
    }
    RgbImage rgb = PictureFile.toRgb(file, pixels);
    return byColour(rgb, palette, tables, file + "", notices)
        .map(map -> withoutClear(map, image))
        .orElseThrow(
            () ->
                new InputException(
                    String.format(
                        Locale.ROOT,
                        "%s is no label map of the palette '%s': %s; use an 8-bit grey or indexed PNG, the palette's colours, or --labels",
                        file,
                        palette.name(),
                        ColourLabels.firstFar(rgb, palette))));
  }

  /**
   * The labels of a picture by its colours: those of the palette, or of a table whose names the
   * palette knows; empty if it is no such map.
   */
  public static Optional<LabelMap> byColour(
      RgbImage image,
      Palette palette,
      List<Palette> tables,
      String name,
      Consumer<String> notices) {
    Optional<LabelMap> own = ColourLabels.of(image, palette);
    if (own.isPresent()) {
      return own;
    }
    for (Palette table : tables) {
      Optional<LabelMap> foreign = ColourLabels.of(image, table);
      if (foreign.isPresent()) {
        notices.accept(name + " was read by the colours of " + table.name());
        return Optional.of(
            palette.materials().isEmpty() // its labels have no names: they are taken to be these
                ? foreign.get()
                : translated(foreign.get(), table, palette));
      }
    }
    return Optional.empty();
  }

  /** The labels of a table as those of a palette, by their names. */
  private static LabelMap translated(LabelMap map, Palette table, Palette to) {
    byte[] of = new byte[256];
    java.util.Arrays.fill(of, (byte) LabelMap.UNLABELLED);
    for (Palette.Material m : table.materials()) {
      of[m.label()] = (byte) MaterialNames.label(m.name(), to).orElse(LabelMap.UNLABELLED);
    }
    byte[] labels = map.labels().clone();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = of[labels[i] & 0xff];
    }
    return new LabelMap(map.width(), map.height(), labels);
  }

  /** By colours if all that are used are the palette's or a table's, else by index. */
  private LabelMap indexed(Path file, BufferedImage image, IndexColorModel model) {
    LabelMap indices = values(file, image, v -> v);
    int[] used = indices.histogram();
    boolean grey = true;
    for (int i = 0; i < used.length; i++) {
      int c = used[i] > 0 && i < model.getMapSize() ? model.getRGB(i) : 0;
      grey &= (c >> 16 & 255) == (c >> 8 & 255) && (c >> 8 & 255) == (c & 255);
    }
    if (grey || palette.materials().isEmpty()) {
      return indices;
    }
    Optional<LabelMap> own = byPalette(indices, used, model, palette);
    if (own.isPresent()) {
      return own.get();
    }
    for (Palette table : tables) {
      Optional<LabelMap> foreign = byPalette(indices, used, model, table);
      if (foreign.isPresent()) {
        notices.accept(file + " was read by the colours of " + table.name());
        return translated(foreign.get(), table, palette);
      }
    }
    return indices;
  }

  private static Optional<LabelMap> byPalette(
      LabelMap indices, int[] used, IndexColorModel model, Palette palette) {
    byte[] of = new byte[256];
    for (int i = 0; i < used.length; i++) {
      if (used[i] == 0) {
        continue;
      }
      int rgb = i < model.getMapSize() ? model.getRGB(i) & 0xffffff : -1;
      Optional<Palette.Material> m =
          palette.materials().stream().filter(x -> x.rgb() == rgb).findFirst();
      if (m.isEmpty()) {
        return Optional.empty();
      }
      of[i] = (byte) m.get().label();
    }
    byte[] labels = indices.labels().clone();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = of[labels[i] & 0xff];
    }
    return Optional.of(new LabelMap(indices.width(), indices.height(), labels));
  }

  /** Whether a picture in colours has none. */
  private static boolean isGrey(BufferedImage image) {
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int p : row) {
        if ((p >> 16 & 255) != (p >> 8 & 255) || (p >> 8 & 255) != (p & 255)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The stored values of the first band; 16 bits where they are small, or 8 bits made wide. */
  private static LabelMap values(Path file, BufferedImage image, IntUnaryOperator label) {
    int w = image.getWidth();
    int h = image.getHeight();
    Raster raster = image.getRaster();
    int[] samples = raster.getSamples(0, 0, w, h, 0, (int[]) null);
    boolean wide = false;
    boolean small = true;
    for (int s : samples) {
      wide |= s > 255;
      small &= s % 257 == 0;
    }
    if (wide && !small) {
      throw new InputException(
          file + " has values above 255 (16 bits a pixel); a label map has 0 to 255");
    }
    byte[] labels = new byte[w * h];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) label.applyAsInt(wide ? samples[i] / 257 : samples[i]);
    }
    return withoutClear(new LabelMap(w, h, labels), image);
  }

  /** What is transparent has no label. */
  private static LabelMap withoutClear(LabelMap map, BufferedImage image) {
    if (!image.getColorModel().hasAlpha() || image.getAlphaRaster() == null) {
      return map;
    }
    int[] alpha =
        image.getAlphaRaster().getSamples(0, 0, map.width(), map.height(), 0, (int[]) null);
    int half = 1 << image.getAlphaRaster().getSampleModel().getSampleSize(0) - 1;
    byte[] labels = map.labels().clone();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = alpha[i] < half ? (byte) LabelMap.UNLABELLED : labels[i];
    }
    return new LabelMap(map.width(), map.height(), labels);
  }

  private LabelMap mapped(Path file, BufferedImage image, LabelTable table) {
    boolean coloured =
        image.getColorModel() instanceof IndexColorModel
            ? table.values().isEmpty()
            : image.getColorModel().getNumColorComponents() > 1 && !isGrey(image);
    if (!coloured) {
      return values(
          file, image, v -> table.ofValue(v).orElse(missing(table.values().isEmpty(), v)));
    }
    int w = image.getWidth();
    int h = image.getHeight();
    byte[] labels = new byte[w * h];
    int unknown = 0;
    for (int i = 0; i < labels.length; i++) {
      Optional<Integer> label = table.ofColour(image.getRGB(i % w, i / w) & 0xffffff);
      labels[i] = (byte) (int) label.orElse(LabelMap.UNLABELLED);
      unknown += label.isEmpty() ? 1 : 0;
    }
    if (unknown > 0) {
      notices.accept(
          file
              + ": "
              + unknown
              + " pixels have a colour that --labels does not name; they are open");
    }
    return new LabelMap(w, h, labels);
  }

  /** A value that a table of values does not name keeps its meaning. */
  private static int missing(boolean coloursOnly, int value) {
    return coloursOnly ? LabelMap.UNLABELLED : value;
  }
}
