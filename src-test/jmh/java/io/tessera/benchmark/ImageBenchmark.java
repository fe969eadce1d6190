package io.tessera.benchmark;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import io.tessera.assets.Assets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** PNG and label maps of 1280 × 832. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ImageBenchmark {
  private final Palette palette = Assets.landscapePalette();
  private LabelMap layout;
  private RgbImage picture;
  private byte[] layoutPng;
  private byte[] picturePng;

  @Setup
  public void setUp() {
    layout = Assets.sampleLayout();
    picture = palette.paint(layout);
    layoutPng = PngBytes.of(layout);
    picturePng = PngBytes.of(picture);
  }

  @Benchmark
  public byte[] writePicture() {
    return PngBytes.of(picture);
  }

  @Benchmark
  public RgbImage readPicture() {
    return PngBytes.image(picturePng);
  }

  @Benchmark
  public byte[] writeLabels() {
    return PngBytes.of(layout);
  }

  @Benchmark
  public LabelMap readLabels() {
    return PngBytes.labels(layoutPng);
  }

  @Benchmark
  public LabelMap resizeLabels() {
    return layout.resized(4096, 2662);
  }

  @Benchmark
  public RgbImage paintLabels() {
    return palette.paint(layout);
  }
}
