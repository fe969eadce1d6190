package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.torch.HostTensor;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random square crops, half of them mirrored, as batches for a network. */
final class Crops {
  /** How far the colours of photographs are moved about: light, contrast, and each channel. */
  private static final double LIGHT = 0.08;

  private static final double CONTRAST = 0.12;
  private static final double TINT = 0.03;

  /** Share of crops that hold the focus of a sample that has one. */
  private static final double FOCUSED = 0.8;

  private Crops() {}

  /** Where a crop lies. */
  private record Place(int left, int top, boolean mirrored) {
    /** Anywhere; mostly about the sample's focus, where it has one. */
    static Place in(Sample sample, int size, SplittableRandom random) {
      int width = sample.image().width();
      int height = sample.image().height();
      int left = random.nextInt(width - size + 1);
      int top = random.nextInt(height - size + 1);
      if (sample.focus().isPresent() && random.nextDouble() < FOCUSED) {
        left = about(sample.focus().get().x(), size, width, random);
        top = about(sample.focus().get().y(), size, height, random);
      }
      return new Place(left, top, random.nextBoolean());
    }

    private static int about(int focus, int size, int length, SplittableRandom random) {
      return Math.clamp(focus - random.nextInt(size), 0, length - size);
    }

    int index(int x, int y, int size, int width) {
      return (top + y) * width + left + (mirrored ? size - 1 - x : x);
    }
  }

  /** One for each crop: pictures and labels of one seed are cut at the same places. */
  private static SplittableRandom of(long seed, int crop) {
    return new SplittableRandom(seed * 1_000_003 + crop);
  }

  /** Pictures [B, 3, size, size] in [-1, 1]; photographs with their colours a little changed. */
  static HostTensor.Floats pictures(List<Sample> samples, int size, long seed) {
    int plane = size * size;
    float[] x = new float[samples.size() * 3 * plane];
    IntStream.range(0, samples.size())
        .parallel()
        .forEach(b -> picture(samples.get(b), size, of(seed, b), x, b * 3 * plane));
    return new HostTensor.Floats(x, samples.size(), 3, size, size);
  }

  /**
   * The same for networks of other pictures.
   *
   * @param channels 3, or 1 for brightness
   */
  static HostTensor.Floats pictures(List<Sample> samples, int size, long seed, int channels) {
    HostTensor.Floats colours = pictures(samples, size, seed);
    if (channels == 3) {
      return colours;
    }
    int plane = size * size;
    float[] x = new float[samples.size() * plane];
    for (int i = 0; i < x.length; i++) {
      int at = i / plane * 3 * plane + i % plane;
      float[] c = colours.data();
      x[i] = 0.299f * c[at] + 0.587f * c[at + plane] + 0.114f * c[at + 2 * plane];
    }
    return new HostTensor.Floats(x, samples.size(), 1, size, size);
  }

  private static void picture(
      Sample sample, int size, SplittableRandom random, float[] x, int offset) {
    RgbImage image = sample.image();
    Place place = Place.in(sample, size, random);
    boolean photograph = sample.style() == Sample.Style.PHOTOGRAPH;
    double gain = photograph ? 1 + random.nextDouble(-CONTRAST, CONTRAST) : 1;
    double light = photograph ? random.nextDouble(-LIGHT, LIGHT) : 0;
    for (int c = 0; c < 3; c++) {
      double shift = light + (photograph ? random.nextDouble(-TINT, TINT) : 0);
      for (int y = 0; y < size; y++) {
        for (int u = 0; u < size; u++) {
          int from = place.index(u, y, size, image.width()) * 3 + c;
          double value = ((image.rgb()[from] & 0xff) / 127.5 - 1) * gain + shift;
          x[offset + (c * size + y) * size + u] = (float) Math.clamp(value, -1.0, 1.0);
        }
      }
    }
  }

  /**
   * Label maps [B, size, size].
   *
   * @param anything label for what has none; also takes the place of a part of some crops, as where
   *     an artist leaves the map empty
   */
  static HostTensor.Bytes labels(List<Sample> samples, int size, long seed, OptionalInt anything) {
    byte[] x = new byte[samples.size() * size * size];
    for (int b = 0; b < samples.size(); b++) {
      SplittableRandom random = of(seed, b);
      LabelMap map = samples.get(b).labels().orElseThrow();
      Place place = Place.in(samples.get(b), size, random);
      for (int y = 0; y < size; y++) {
        for (int u = 0; u < size; u++) {
          x[(b * size + y) * size + u] = map.labels()[place.index(u, y, size, map.width())];
        }
      }
      if (anything.isPresent() && random.nextInt(4) == 0) {
        erase(x, b * size * size, size, random, (byte) anything.getAsInt());
      }
    }
    anything.ifPresent(label -> fillUnlabelled(x, label));
    return new HostTensor.Bytes(x, samples.size(), size, size);
  }

  /** One number in every pixel [B, 1, size, size] in [-1, 1], brought there in whole pictures. */
  static HostTensor.Floats planes(ConditionKind kind, List<Sample> samples, int size, long seed) {
    float[] x = new float[samples.size() * size * size];
    for (int b = 0; b < samples.size(); b++) {
      DepthMap map = samples.get(b).plane(kind);
      float[] signal = kind.plane().signal().apply(map);
      Place place = Place.in(samples.get(b), size, of(seed, b));
      for (int y = 0; y < size; y++) {
        for (int u = 0; u < size; u++) {
          x[(b * size + y) * size + u] = signal[place.index(u, y, size, map.width())];
        }
      }
    }
    return new HostTensor.Floats(x, samples.size(), 1, size, size);
  }

  /** Gives pixels without a label the label that stands for "anything". */
  static void fillUnlabelled(byte[] labels, int anything) {
    for (int i = 0; i < labels.length; i++) {
      if ((labels[i] & 0xff) == LabelMap.UNLABELLED) {
        labels[i] = (byte) anything;
      }
    }
  }

  private static void erase(
      byte[] labels, int offset, int size, SplittableRandom random, byte anything) {
    int w = random.nextInt(size / 8, size);
    int h = random.nextInt(size / 8, size);
    int left = random.nextInt(size - w + 1);
    int top = random.nextInt(size - h + 1);
    for (int y = top; y < top + h; y++) {
      Arrays.fill(labels, offset + y * size + left, offset + y * size + left + w, anything);
    }
  }
}
