package io.tessera.app.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GalleryTest {
  private static RenderRequest request(long seed, String mood) {
    return new RenderRequest(
        "demo",
        new Condition.Layout(LabelMap.filled(32, 32, 0)),
        Map.of("mood", mood),
        32,
        32,
        seed,
        new TokenSampler(1, 100, 1, false),
        1,
        Schedule.EXACT,
        true);
  }

  private static RenderedPicture picture(long number, long seed, String mood, double bits) {
    return new RenderedPicture(
        number,
        request(seed, mood),
        null,
        new RgbImage(32, 32, new byte[32 * 32 * 3]),
        bits,
        0,
        false);
  }

  @Test
  void oldPicturesAreForgottenButNoFavourites() {
    Gallery gallery = new Gallery(10_000); // three pictures of 3 kB
    RenderedPicture first = picture(1, 1, "day", 3);
    first.favouriteProperty().set(true);
    gallery.add(first);
    for (int n = 2; n <= 8; n++) {
      gallery.add(picture(n, n, "day", 3));
    }
    assertThat(gallery.pictures()).extracting(RenderedPicture::number).contains(8L, 7L, 1L);
    assertThat(gallery.pictures()).hasSize(3);
    assertThat(gallery.nextNumber()).isEqualTo(9);
  }

  @Test
  void searchLooksThroughSeedsMoodsAndNumbers() {
    Gallery gallery = new Gallery(1 << 20);
    gallery.add(picture(1, 4038, "day", 3));
    gallery.add(picture(2, 17, "dusk", 3));
    gallery.searchProperty().set("dusk");
    assertThat(gallery.found()).extracting(RenderedPicture::number).containsExactly(2L);
    gallery.searchProperty().set("seed 4038 day");
    assertThat(gallery.found()).extracting(RenderedPicture::number).containsExactly(1L);
    gallery.searchProperty().set("");
    gallery.favouritesOnlyProperty().set(true);
    assertThat(gallery.found()).isEmpty();
    gallery.pictures().getLast().favouriteProperty().set(true);
    assertThat(gallery.found()).extracting(RenderedPicture::number).containsExactly(1L);
  }

  @Test
  void theLikeliestIsTheBest() {
    assertThat(
            Gallery.best(List.of(picture(1, 1, "day", 3.2), picture(2, 2, "day", 2.9)))
                .orElseThrow()
                .number())
        .isEqualTo(2);
    assertThat(Gallery.best(List.of())).isEmpty();
  }

  @Test
  void differencesNameWhatDiffers() {
    assertThat(RequestDifference.between(request(1, "day"), request(2, "dusk")))
        .extracting(RequestDifference.Line::key)
        .containsExactly("render.seed", "render.mood");
    assertThat(RequestDifference.between(request(1, "day"), request(1, "day"))).isEmpty();
  }
}
