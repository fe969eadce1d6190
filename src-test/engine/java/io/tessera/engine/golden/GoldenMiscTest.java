package io.tessera.engine.golden;

import static io.tessera.engine.golden.Golden.close;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenOrder;
import io.tessera.api.TokenSampler;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.CondStageConfig;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.Net2NetConfig;
import io.tessera.engine.golden.Golden.Npz;
import io.tessera.engine.model.Coordinates;
import io.tessera.engine.model.ObjectTokens;
import io.tessera.engine.sampling.Places;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The original's small formulas: filters of logits, depth, coordinates, colours. */
class GoldenMiscTest {
  private static final Pattern FILTER =
      Pattern.compile("(n2n_)?probs_t([\\d.]+)_k(\\d+)(?:_p([\\d.]+))?");

  @Test
  void filtersOfLogits() {
    Npz f = Golden.npz("misc/filters.npz");
    int vocabulary = f.shape("logits")[1];
    float[] logits = f.floats("logits");
    int compared = 0;
    for (String key : f.all().keySet()) {
      Matcher m = FILTER.matcher(key);
      if (m.matches()) {
        double p = m.group(4) == null ? 1 : Double.parseDouble(m.group(4));
        TokenSampler sampler =
            new TokenSampler(
                Double.parseDouble(m.group(2)), Integer.parseInt(m.group(3)), p, false);
        float[] actual = new float[logits.length];
        for (int row = 0; row < f.shape("logits")[0]; row++) {
          double[] probabilities =
              sampler.probabilities(
                  Arrays.copyOfRange(logits, row * vocabulary, (row + 1) * vocabulary));
          for (int i = 0; i < vocabulary; i++) {
            actual[row * vocabulary + i] = (float) probabilities[i];
          }
        }
        close(
            key,
            ordered(logits, actual, vocabulary),
            ordered(logits, f.floats(key), vocabulary),
            1e-6);
        compared++;
      }
    }
    assertThat(compared).as("filters compared").isGreaterThan(5);
  }

  /**
   * Probabilities of each row by falling logit, equal logits by falling probability: which of
   * several equal tokens a nucleus cuts off is left open by the original, whose sort is not stable.
   */
  private static float[] ordered(float[] logits, float[] probabilities, int vocabulary) {
    float[] out = new float[logits.length];
    for (int row = 0; row < logits.length; row += vocabulary) {
      int from = row;
      List<Integer> order =
          IntStream.range(row, row + vocabulary)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingDouble(i -> -logits[i])
                      .thenComparingDouble(i -> -probabilities[i]))
              .toList();
      for (int i = 0; i < vocabulary; i++) {
        out[from + i] = probabilities[order.get(i)];
      }
    }
    return out;
  }

  @Test
  void depthFromFourBytesAndNormalised() throws IOException {
    Npz f = Golden.npz("misc/depth_coord.npz");
    BufferedImage image = ImageIO.read(Golden.path("misc/depth_rgba.png").toFile());
    Raster raster = image.getRaster();
    int w = image.getWidth();
    int h = image.getHeight();
    int[] samples = raster.getPixels(0, 0, w, h, (int[]) null);
    assertThat(raster.getNumBands()).isEqualTo(4);
    byte[] rgba = new byte[samples.length];
    for (int i = 0; i < rgba.length; i++) {
      rgba[i] = (byte) samples[i];
    }
    DepthMap depth = DepthMap.fromRgba(w, h, rgba);
    assertThat(depth.depth()).isEqualTo(f.floats("depth"));
    close("depth_norm", depth.normalized(), f.floats("depth_norm"), 1e-6);
  }

  @Test
  void coordinateTokens() {
    Npz f = Golden.npz("misc/depth_coord.npz");
    int[] size = f.shape("coord");
    int[] grid = f.shape("coord_indices");
    int factor = size[3] / grid[grid.length - 1];
    // The fixture's codebook has 1024 entries, as every published coordinate model's.
    int[] tokens = Coordinates.tokens(f.floats("coord"), size[3], size[2], 1024, factor).tokens();
    assertThat(tokens).isEqualTo(f.ints("coord_indices"));
  }

  @ParameterizedTest
  @EnumSource(value = TokenOrder.class, mode = EnumSource.Mode.EXCLUDE, names = "RASTER")
  void tokenOrders(TokenOrder order) {
    Npz f = Golden.npz("misc/permuters.npz");
    int size = f.ints("size")[0];
    assertThat(order.cells(size)).isEqualTo(f.ints(order.original() + "_fwd"));
    Places places = new Places(new SlidingWindow(size, size, size, order));
    int[] back = f.ints(order.original() + "_bwd");
    for (int cell = 0; cell < back.length; cell++) {
      assertThat(places.of(cell / size, cell % size)).isEqualTo(back[cell]);
    }
  }

  @Test
  void floatsToBytes() {
    Npz f = Golden.npz("misc/image_formulas.npz");
    float[] v = f.floats("v");
    for (int i = 0; i < v.length; i++) {
      assertThat(RgbImage.toByte(v[i]) & 0xff)
          .as("make_samples of " + v[i])
          .isEqualTo(f.ints("save_image_u8")[i]);
      assertThat(RgbImage.toByteSampleFast(v[i]) & 0xff)
          .as("sample_fast of " + v[i])
          .isEqualTo(f.ints("chw_to_pillow_u8")[i]);
    }
  }

  @Test
  void coloursOfTheNotebook() {
    Npz f = Golden.npz("misc/image_formulas.npz");
    int[] labels = f.ints("seg_labels");
    int[] shape = f.shape("seg_labels");
    // The sums over all labels scale the colours, so their number matters; it is that of the set's
    // layout model.
    Net2NetConfig model = (Net2NetConfig) ModelConfig.of(Golden.model("seg2img").config());
    int n = ((CondStageConfig.Encoded) model.condStage()).firstStage().labels();
    byte[] map = new byte[labels.length];
    for (int i = 0; i < map.length; i++) {
      map[i] = (byte) labels[i];
    }
    byte[] rgb = Palette.notebook(n).paint(new LabelMap(shape[1], shape[0], map)).rgb();
    int[] expected = f.ints("seg_notebook_rgb");
    for (int i = 0; i < rgb.length; i++) {
      assertThat(rgb[i] & 0xff).as("byte " + i).isBetween(expected[i] - 1, expected[i] + 1);
    }
  }

  @Test
  void objectsAsTokens() {
    JsonNode f = Golden.json("misc/bbox_tokens.json");
    int compared = 0;
    for (JsonNode c : f.path("cases")) {
      boolean additional = c.path("use_additional_parameters").asBoolean();
      List<ObjectTokens.Marked> objects = new ArrayList<>();
      for (JsonNode a : f.path("annotations")) {
        int modifiers = a.path("is_group_of").asBoolean() ? 1 : 0;
        if (additional) {
          modifiers |= a.path("is_occluded").asBoolean() ? 2 : 0;
          modifiers |= a.path("is_depiction").asBoolean() ? 4 : 0;
          modifiers |= a.path("is_inside").asBoolean() ? 8 : 0;
        }
        objects.add(
            new ObjectTokens.Marked(a.path("category_no").asInt(), box(a.path("bbox")), modifiers));
      }
      int[] tokens =
          new ObjectTokens(
                  f.path("no_max_objects").asInt(),
                  f.path("no_tokens").asInt(),
                  f.path("no_object_classes").asInt(),
                  c.path("class").asText().contains("Center"),
                  c.path("encode_crop").asBoolean())
              .of(
                  objects,
                  c.path("crop").isNull() ? ObjectTokens.WHOLE : box(c.path("crop")),
                  c.path("flip").asBoolean());
      int[] expected = new int[c.path("tokens").size()];
      Arrays.setAll(expected, i -> c.path("tokens").get(i).asInt());
      assertThat(tokens).as(c.toString().substring(0, 160)).isEqualTo(expected);
      compared++;
    }
    assertThat(compared).isEqualTo(18);
  }

  private static ObjectTokens.Box box(JsonNode n) {
    return new ObjectTokens.Box(
        n.get(0).asDouble(), n.get(1).asDouble(), n.get(2).asDouble(), n.get(3).asDouble());
  }
}
