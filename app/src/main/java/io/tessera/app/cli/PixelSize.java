package io.tessera.app.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A size as {@code 1280x832}. */
record PixelSize(int width, int height) {
  /** For options. */
  static final class Converter implements ITypeConverter<PixelSize> {
    @Override
    public PixelSize convert(String text) {
      if (!text.matches("\\d{1,5}[xX×]\\d{1,5}")) {
        throw new TypeConversionException("should be like 1280x832, not '" + text + "'");
      }
      String[] parts = text.split("[xX×]");
      return new PixelSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
  }
}
