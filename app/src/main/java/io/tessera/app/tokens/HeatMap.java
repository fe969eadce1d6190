package io.tessera.app.tokens;

/** Colours for values and for entries. */
final class HeatMap {
  /** From calm to striking; told apart in black and white as well. */
  private static final int[] STOPS = {0x1b1f8a, 0x3a6fd8, 0x6fb7a8, 0xf0dc82, 0xf08a4b, 0xd7302a};

  private HeatMap() {}

  /**
   * @param share 0 to 1
   * @return 0xFFRRGGBB
   */
  static int at(double share) {
    double place = Math.clamp(share, 0, 1) * (STOPS.length - 1);
    int i = Math.min(STOPS.length - 2, (int) place);
    double t = place - i;
    int out = 0xff;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = STOPS[i] >> shift & 255;
      int b = STOPS[i + 1] >> shift & 255;
      out = out << 8 | (int) Math.round(a + t * (b - a));
    }
    return out;
  }

  /** Half of each of two colours. */
  static int mix(int a, int b) {
    return 0xff000000 | ((a & 0xfefefe) >> 1) + ((b & 0xfefefe) >> 1);
  }

  /** A colour for an entry; neighbours in number are far apart in hue. */
  static int of(int entry) {
    double hue = entry * 0.6180339887 % 1 * 6;
    double light = 0.55 + 0.4 * (entry * 0.7548776662 % 1);
    int out = 0xff;
    for (int c = 0; c < 3; c++) {
      double k = (5 - 2 * c + hue) % 6;
      double v = light - light * 0.7 * Math.max(0, Math.min(Math.min(k, 4 - k), 1));
      out = out << 8 | (int) Math.round(255 * v);
    }
    return out;
  }
}
