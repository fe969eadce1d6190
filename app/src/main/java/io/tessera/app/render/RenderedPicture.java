package io.tessera.app.render;

import io.tessera.api.RenderRequest;
import io.tessera.api.RenderState;
import io.tessera.api.image.RgbImage;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;

/** A finished picture, what it was made from, and what the artist thinks of it. */
public final class RenderedPicture {
  private final long number;
  private final RenderRequest request;
  private final @Nullable RenderState state;
  private final RgbImage image;
  private final double bits;
  private final double mismatch;
  private final boolean live;
  private final BooleanProperty favourite = new SimpleBooleanProperty();

  /**
   * @param number counts the document's pictures
   * @param state its tokens; null where only pixels are known
   * @param bits mean of -log2 p of its tokens: what the model itself holds less likely has more;
   *     NaN where it is not known
   * @param mismatch how badly a completion joins its source, 0 to 255; 0 for other pictures
   * @param live whether it followed a stroke by itself
   */
  public RenderedPicture(
      long number,
      RenderRequest request,
      @Nullable RenderState state,
      RgbImage image,
      double bits,
      double mismatch,
      boolean live) {
    this.number = number;
    this.request = request;
    this.state = state;
    this.image = image;
    this.bits = bits;
    this.mismatch = mismatch;
    this.live = live;
  }

  public long number() {
    return number;
  }

  public RenderRequest request() {
    return request;
  }

  public @Nullable RenderState state() {
    return state;
  }

  public RgbImage image() {
    return image;
  }

  public double bits() {
    return bits;
  }

  /** How badly a completion joins its source, 0 to 255. */
  public double mismatch() {
    return mismatch;
  }

  /**
   * What candidates are ranked by, less is better: bits a token, and one more for every ten steps
   * of brightness that the hole's border shows.
   */
  double rank() {
    return (Double.isNaN(bits) ? 0 : bits) + mismatch / 10;
  }

  boolean isLive() {
    return live;
  }

  /** The mood it was asked for; empty for none. */
  public String mood() {
    return request.tags().getOrDefault(RenderSettings.MOOD, "");
  }

  /** Bytes that it keeps in memory. */
  long bytes() {
    return image.rgb().length + 12L * image.width() * image.height() / 256;
  }

  public BooleanProperty favouriteProperty() {
    return favourite;
  }
}
