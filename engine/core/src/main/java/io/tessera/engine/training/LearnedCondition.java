package io.tessera.engine.training;

import io.tessera.api.ConditionKind;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.DepthMap;
import io.tessera.api.image.LabelMap;
import io.tessera.api.image.Palette;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.model.Coordinates;
import io.tessera.engine.model.FirstStage;
import io.tessera.engine.torch.HostTensor;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** What a transformer learns to make pictures from: the tokens before a picture's own. */
sealed interface LearnedCondition extends AutoCloseable {
  /**
   * The tokens of a picture of whole tokens.
   *
   * @param seed of the part of a layout that is left open now and then
   * @return one for each cell, or one cell for the whole
   */
  TokenGrid tokens(Sample sample, int factor, long seed);

  /** Whether there is a token for every cell, rather than one for the whole. */
  default boolean isGrid() {
    return true;
  }

  /** What pictures have to come with. */
  default ConditionKind needs() {
    return ConditionKind.NONE;
  }

  /** How many tokens there are. */
  int vocabulary();

  /** A window for a contact sheet, where there is something to see. */
  default Optional<RgbImage> picture(TokenGrid window) {
    return Optional.empty();
  }

  @Override
  default void close() {}

  /** What covers the picture, by a first stage of its own. */
  record Encoded(FirstStage stage) implements LearnedCondition {
    @Override
    public TokenGrid tokens(Sample s, int factor, long seed) {
      int w = s.image().width() / factor * factor;
      int h = s.image().height() / factor * factor;
      HostTensor c =
          needs().form() == ConditionKind.Form.PLANE
              ? stage.encode(plane(s.plane(needs()).crop(0, 0, w, h)))
              : stage.encodeLabels(labels(s.labels().orElseThrow().crop(0, 0, w, h), seed));
      return stage.tokens(c);
    }

    private HostTensor.Floats plane(DepthMap map) {
      float[] signal = needs().plane().signal().apply(map);
      return new HostTensor.Floats(signal, 1, 1, map.height(), map.width());
    }

    /** Now and then part of a layout is left open. */
    private HostTensor.Bytes labels(LabelMap map, long seed) {
      byte[] labels = map.labels();
      OptionalInt anything = stage.config().unlabelled();
      if (anything.isPresent()) {
        SplittableRandom random = new SplittableRandom(seed);
        if (random.nextInt(5) == 0) {
          erase(labels, map.width(), map.height(), random, (byte) anything.getAsInt());
        }
        Crops.fillUnlabelled(labels, anything.getAsInt());
      }
      return new HostTensor.Bytes(labels, 1, map.height(), map.width());
    }

    private static void erase(byte[] labels, int w, int h, SplittableRandom random, byte anything) {
      int left = random.nextInt(w / 2);
      int right = left + random.nextInt(w / 8, w / 2);
      int top = random.nextInt(h / 2);
      int bottom = top + random.nextInt(h / 8, h / 2);
      for (int y = top; y < bottom; y++) {
        java.util.Arrays.fill(labels, y * w + left, y * w + right, anything);
      }
    }

    @Override
    public ConditionKind needs() {
      return stage.config().encodes();
    }

    @Override
    public int vocabulary() {
      return stage.codebook().tokens();
    }

    @Override
    public Optional<RgbImage> picture(TokenGrid window) {
      if (!stage.config().isSegmentation()) {
        HostTensor x = stage.decode(window);
        return Optional.of(
            RgbImage.fromNetwork(
                x.floats(), (int) x.shape()[1], (int) x.shape()[3], (int) x.shape()[2]));
      }
      HostTensor labels = stage.decodeLabels(window);
      LabelMap map = new LabelMap((int) labels.shape()[2], (int) labels.shape()[1], labels.bytes());
      return Optional.of(Palette.notebook(stage.config().labels()).paint(map));
    }

    @Override
    public void close() {
      stage.close();
    }
  }

  /** Where in the picture a cell lies ({@code CoordStage}). */
  record Place(int nEmbed) implements LearnedCondition {
    @Override
    public TokenGrid tokens(Sample s, int factor, long seed) {
      int w = s.image().width() / factor * factor;
      int h = s.image().height() / factor * factor;
      return Coordinates.tokens(Coordinates.picture(w, h), w, h, nEmbed, factor);
    }

    @Override
    public int vocabulary() {
      return nEmbed;
    }
  }

  /** Nothing: one fixed token ({@code SOSProvider}). */
  record Nothing(int token) implements LearnedCondition {
    @Override
    public TokenGrid tokens(Sample s, int factor, long seed) {
      return TokenGrid.filled(1, 1, token);
    }

    @Override
    public boolean isGrid() {
      return false;
    }

    @Override
    public int vocabulary() {
      return token + 1;
    }
  }

  /** The folder that a picture is sorted into ({@code Labelator}). */
  record ClassOf(int classes) implements LearnedCondition {
    @Override
    public TokenGrid tokens(Sample s, int factor, long seed) {
      int label =
          s.label()
              .orElseThrow(
                  () ->
                      new InputException(
                          "a picture lies in no folder of a class; put each class into one of its"
                              + " own: images/CLASS/NAME.jpg"));
      return TokenGrid.filled(1, 1, label);
    }

    @Override
    public boolean isGrid() {
      return false;
    }

    @Override
    public int vocabulary() {
      return classes;
    }
  }
}
