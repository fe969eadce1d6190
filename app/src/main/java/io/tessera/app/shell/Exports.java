package io.tessera.app.shell;

import io.tessera.api.Condition;
import io.tessera.api.RenderState;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.OpenPose;
import io.tessera.api.image.Palette;
import io.tessera.api.image.PngFile;
import io.tessera.api.image.RgbImage;
import io.tessera.app.document.Document;
import io.tessera.app.document.LabelLayer;
import io.tessera.app.document.Region;
import io.tessera.app.export.Animation;
import io.tessera.app.export.Growth;
import io.tessera.app.export.ImageExport;
import io.tessera.app.palette.PaletteViewModel;
import io.tessera.app.render.Gallery;
import io.tessera.app.render.RenderedPicture;
import io.tessera.app.tokens.SamplingSteps;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes what is on the canvas for others. Used on the FX thread, works off it. */
public final class Exports {
  private final SamplingSteps steps;
  private final Document document;
  private final PaletteViewModel palette;
  private final Gallery gallery;
  private final FileWork work;

  Exports(
      SamplingSteps steps,
      Document document,
      PaletteViewModel palette,
      Gallery gallery,
      FileWork work) {
    this.steps = steps;
    this.document = document;
    this.palette = palette;
    this.gallery = gallery;
    this.work = work;
  }

  /** The layout as an indexed PNG in the palette's colours. */
  public void layout(Path file) {
    LabelMap map = document.layout().snapshot();
    Palette now = palette.paletteProperty().get();
    work.run("export", () -> PngFile.write(map, now, file));
  }

  /** The figures for other programs, as OpenPose's JSON. */
  public void figures(Path file) {
    OpenPose poses = new OpenPose(document.figures().items(), document.width(), document.height());
    work.run("export", () -> poses.write(file));
  }

  private void shown(Consumer<RenderedPicture> write) {
    RenderedPicture p = gallery.shownProperty().get();
    if (p != null) {
      work.run("export", () -> write.accept(p));
    }
  }

  /** The box around what is masked, if anything is. */
  Optional<Region> masked() {
    LabelLayer mask = document.mask();
    int left = Integer.MAX_VALUE;
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        if (mask.at(x, y) != 0) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = top < 0 ? y : top;
          bottom = y;
        }
      }
    }
    return right < 0
        ? Optional.empty()
        : Optional.of(new Region(left, top, right - left + 1, bottom - top + 1));
  }

  /** The picture on the canvas. */
  public void picture(Path file, ImageExport.Options options) {
    shown(p -> ImageExport.write(p.image(), p.request(), p.state(), file, options));
  }

  /** The tokens of the picture on the canvas; that they are not known is told. */
  public void tokens(Path file) {
    shown(p -> ImageExport.writeTokens(sampled(p).tokens(), file));
  }

  /** The picture on the canvas growing over its layout. */
  public void animation(Path file) {
    Palette colors = palette.paletteProperty().get();
    shown(p -> Animation.write(growth(p, colors), file));
  }

  /** The sampling of the picture on the canvas, step by step, with what the model thought of. */
  public void sampling(Path file) {
    Palette colors = palette.paletteProperty().get();
    shown(p -> Animation.write(steps.clip(sampled(p), growth(p, colors)), file));
  }

  /**
   * How a picture was sampled.
   *
   * @throws InputException if that is not known, as of a picture from elsewhere
   */
  private RenderState sampled(RenderedPicture p) {
    RenderState state = p.state();
    if (state == null || state.remaining() > 0) {
      throw new InputException(work.texts().get("tokens.none"));
    }
    return state;
  }

  private static Growth growth(RenderedPicture p, Palette colors) {
    RgbImage image = p.image();
    RgbImage layout =
        p.request().condition() instanceof Condition.Layout l
            ? colors.paint(l.map().resized(image.width(), image.height()))
            : dark(image.width(), image.height());
    TokenGrid tokens = p.state() == null ? null : p.state().tokens();
    return new Growth(layout, image, tokens == null ? 16 : image.width() / tokens.columns());
  }

  /** What a picture grows on that was made from no layout. */
  private static RgbImage dark(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    Arrays.fill(rgb, (byte) 0x18);
    return new RgbImage(width, height, rgb);
  }
}
