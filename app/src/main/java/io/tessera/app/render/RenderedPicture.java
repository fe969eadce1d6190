package io.tessera.app.render;

import io.tessera.engine.image.RgbImage;
import io.tessera.engine.render.RenderRequest;
import io.tessera.engine.render.RenderState;
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
  private final boolean live;
  private final BooleanProperty favourite = new SimpleBooleanProperty();

  /**
   * @param number counts the document's pictures
   * @param state its tokens; null where only pixels are known
   * @param bits mean of -log2 p of its tokens: what the model itself holds less likely has more;
   *     NaN where it is not known
   * @param live whether it followed a stroke by itself
   */
  public RenderedPicture(
      long number,
      RenderRequest request,
      @Nullable RenderState state,
      RgbImage image,
      double bits,
      boolean live) {
    this.number = number;
    this.request = request;
    this.state = state;
    this.image = image;
    this.bits = bits;
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
