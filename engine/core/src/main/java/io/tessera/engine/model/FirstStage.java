package io.tessera.engine.model;

import io.tessera.api.CodebookPatches;
import io.tessera.api.TileProgress;
import io.tessera.api.TokenGrid;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.RgbImage;
import io.tessera.engine.checkpoint.FirstStageConfig;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Int8Products;
import io.tessera.engine.torch.NativeHeap;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A first stage (section 3.1): encodes pictures or label maps into codebook tokens and decodes them
 * again. Owns its native weights; one thread uses it. Where it is loaded for one of the two, the
 * weights of the other are read when they are first needed, which for most pictures is never.
 */
public final class FirstStage implements AutoCloseable {
  /** Cells along each side of an open layout in whose middle its borders are not seen. */
  private static final int OPEN_CELLS = 24;

  /** Numbers in a band of a large map, so that it stays in a processor's cache (measured). */
  private static final int BAND = 1 << 21;

  /** The same on a GPU, where a picture of 1280 x 832 is two: small ones only add launches. */
  private static final int GPU_BAND = 1 << 26;

  /** The same where a band is in memory as integers and as floats. */
  private static final int INT8_BAND = 1 << 20;

  /** Bytes from which on a decode gives memory back to the system between its steps. */
  private static final long LARGE = 400_000_000L;

  private final FirstStageConfig config;
  private final Codebook codebook;
  private final Device device;
  private final Precision precision;
  private final ScriptModule script;

  /** Puts weights of these names and shapes into a script. */
  private final BiConsumer<ScriptModule, Map<String, long[]>> source;

  private final Set<Half> missing = EnumSet.allOf(Half.class);

  /** The weights that only encoding or only decoding needs. */
  enum Half {
    ENCODER("encoder.", "quant_conv."),
    DECODER("decoder.", "post_quant_conv.", "texture.", "detail.");

    private final List<String> beginnings;

    Half(String... beginnings) {
      this.beginnings = List.of(beginnings);
    }

    boolean has(String name) {
      return beginnings.stream().anyMatch(name::startsWith);
    }
  }

  private FirstStage(
      FirstStageConfig config,
      Device device,
      Precision precision,
      ScriptModule script,
      BiConsumer<ScriptModule, Map<String, long[]>> source) {
    this.config = config;
    this.device = device;
    this.precision = precision;
    this.codebook = Codebook.of(config);
    this.script = script;
    this.source = source;
  }

  /** Loads the weights below {@code prefix}, already checked by {@link Weights#check}. */
  public static FirstStage load(
      FirstStageConfig config, Weights weights, String prefix, Device device, Precision precision) {
    return make(
        config,
        device,
        precision,
        EnumSet.allOf(Half.class),
        (script, shapes) -> weights.put(script, prefix, shapes.keySet(), precision));
  }

  /**
   * Loads the weights that one half needs.
   *
   * @param source puts weights of the names and shapes that it is given into a script, now and
   *     whenever the other half is needed
   */
  static FirstStage load(
      FirstStageConfig config,
      Half half,
      Device device,
      Precision precision,
      BiConsumer<ScriptModule, Map<String, long[]>> source) {
    return make(config, device, precision, EnumSet.of(half), source);
  }

  /** One with random weights, for measurements; as where pictures are rendered, a decoder first. */
  public static FirstStage random(FirstStageConfig config, Device device, Precision precision) {
    return make(
        config,
        device,
        precision,
        EnumSet.of(Half.DECODER),
        (script, shapes) -> Weights.putRandom(script, shapes, precision));
  }

  private static FirstStage make(
      FirstStageConfig config,
      Device device,
      Precision precision,
      Set<Half> halves,
      BiConsumer<ScriptModule, Map<String, long[]>> source) {
    if (!config.kind().hasCodes()) {
      throw new InputException(
          "a first stage of kind "
              + config.target()
              + " makes no tokens: it can be trained and inspected, but not used for pictures");
    }
    Int8Products.require(precision, device);
    ScriptModule script =
        ScriptModule.load(
            device,
            "FirstStage",
            "random_weight.py",
            "vqgan.py",
            "texture.py",
            "detail.py",
            "drawn.py",
            "conv_rows.py",
            precision.isInt8() ? "conv_int8.py" : "conv_floats.py",
            "decode.py",
            "first_stage.py");
    try {
      FirstStage stage = new FirstStage(config, device, precision, script, source);
      stage.put(name -> Arrays.stream(Half.values()).noneMatch(half -> half.has(name)));
      halves.forEach(stage::need);
      script.call("ready", precision.scalarType(), config.dd().numGroups(), config.dd().patch());
      return stage;
    } catch (RuntimeException e) {
      script.close();
      throw e;
    }
  }

  private void put(Predicate<String> wanted) {
    Map<String, long[]> shapes = WeightShapes.of(config);
    shapes.keySet().removeIf(wanted.negate());
    source.accept(script, shapes);
  }

  /** Reads a half's weights, if that was not done before. */
  private void need(Half half) {
    if (missing.contains(half)) {
      put(half::has);
      missing.remove(half);
    }
  }

  public FirstStageConfig config() {
    return config;
  }

  public Codebook codebook() {
    return codebook;
  }

  /** Pixels per token along each side. */
  public int factor() {
    return config.factor();
  }

  /**
   * Encoder and quant_conv.
   *
   * @param x [B, C, H, W] in [-1, 1]
   * @return [B, D, h, w]
   */
  public HostTensor encode(HostTensor x) {
    need(Half.ENCODER);
    return script.call("encode", x).getFirst();
  }

  /**
   * As {@link #encode} for label maps, without making the one-hot picture.
   *
   * @param labels [B, H, W], values 0..labels-1
   */
  public HostTensor encodeLabels(HostTensor.Bytes labels) {
    need(Half.ENCODER);
    return script.call("encode_labels", labels).getFirst();
  }

  /**
   * Entries [B, h, w] of encoded h; the likeliest for a Gumbel quantiser, which is its
   * deterministic reading.
   */
  public HostTensor codes(HostTensor h) {
    return script.call("codes", h).getFirst();
  }

  /** A Gumbel quantiser's logits for every entry, [B, n, h, w]. */
  public HostTensor entryLogits(HostTensor h) {
    return script.call("entry_logits", h).getFirst();
  }

  /** Codebook vectors of codes [B, h, w]: [B, D, h, w]. */
  public HostTensor lookup(HostTensor codes) {
    return script.call("lookup", codes).getFirst();
  }

  /**
   * Decodes codebook vectors [B, D, h, w] to a picture [B, C, H, W], about [-1, 1]; without
   * texture.
   */
  public HostTensor decode(HostTensor quant) {
    need(Half.DECODER);
    return script.call("decode", quant).getFirst();
  }

  /**
   * The tokens of one picture or label map that {@link #encode} or {@link #encodeLabels} gave, [1,
   * D, h, w].
   */
  public TokenGrid tokens(HostTensor h) {
    HostTensor codes = codes(h);
    long[] shape = codes.shape();
    return new TokenGrid((int) shape[1], (int) shape[2], codebook.toTokens(codes.longs()));
  }

  /**
   * The tokens of a picture whose sides are multiples of the factor.
   *
   * @param progress told while it is encoded
   */
  public TokenGrid tokens(RgbImage image, TileProgress progress) {
    return Tiling.tokens(
        this,
        image.height() / factor(),
        image.width() / factor(),
        (x, y, w, h) -> encode(pixels(image.crop(x, y, w, h))),
        progress);
  }

  /**
   * What a layout that is left to the model is encoded to, away from its borders; for first stages
   * of layouts with an unlabelled label.
   */
  public int openToken() {
    int side = OPEN_CELLS * factor();
    byte[] labels = new byte[side * side];
    Arrays.fill(labels, (byte) config.unlabelled().orElseThrow());
    TokenGrid tokens = tokens(encodeLabels(new HostTensor.Bytes(labels, 1, side, side)));
    return tokens.at(OPEN_CELLS / 2, OPEN_CELLS / 2);
  }

  private int band() {
    if (device.isGpu()) {
      return GPU_BAND;
    }
    return precision.isInt8() ? INT8_BAND : BAND;
  }

  /** What a decode of so many tokens takes beside the weights. */
  public DecodeMemory decodeMemory(int rows, int columns) {
    int more = 2 * config.dd().border();
    return DecodeMemory.of(config, precision, rows + more, columns + more, band());
  }

  /**
   * Decodes a grid of tokens; where the model has learned texture, all of that is drawn too.
   *
   * @return [1, C, H, W], about [-1, 1]
   */
  public HostTensor decode(TokenGrid tokens) {
    return decode(tokens, 0, 0, 1, band(), isFrugal(tokens.rows(), tokens.columns()));
  }

  /**
   * As {@link #decode(TokenGrid)}, for a part of a larger grid, so that its texture falls as it
   * does in the whole.
   *
   * @param top row of the part's first cell in the whole grid
   * @param left column of the part's first cell in the whole grid
   * @param texture how much of the texture is drawn: 0 for none, 1 for what was learned
   */
  public HostTensor decodePart(TokenGrid tokens, int top, int left, double texture) {
    return decode(tokens, top, left, texture, band(), false);
  }

  /**
   * As {@link #decode(TokenGrid)}, if it fits a memory budget; the budget does not change the
   * result.
   *
   * @param budget bytes beside the weights
   * @param texture how much of the texture is drawn: 0 for none, 1 for what was learned
   * @throws InputException if that is too little
   */
  public HostTensor decodeWithin(TokenGrid tokens, long budget, double texture) {
    checkFits(tokens.rows(), tokens.columns(), budget);
    return decode(tokens, 0, 0, texture, band(), isFrugal(tokens.rows(), tokens.columns()));
  }

  /** A decode with a single large map in memory, as very large pictures need it. */
  public HostTensor decodeFrugally(TokenGrid tokens) {
    return decode(tokens, 0, 0, 1, band(), true);
  }

  private boolean isFrugal(int rows, int columns) {
    return !device.isGpu() && decodeMemory(rows, columns).isFrugal();
  }

  /**
   * Whether so many tokens can be decoded; a GPU's memory is not what the budget is about.
   *
   * @param budget bytes beside the weights
   * @throws InputException if that is too little
   */
  public void checkFits(int rows, int columns, long budget) {
    if (!device.isGpu()) {
      decodeMemory(rows, columns).check(budget);
    }
  }

  /**
   * As {@link #decode(TokenGrid)}, in bands of about so many numbers.
   *
   * @param numbers above 0; the result does not depend on it, but for the order of sums
   * @param frugal whether large maps are made with no second one beside them, in more time
   */
  HostTensor decode(TokenGrid tokens, int numbers, boolean frugal) {
    return decode(tokens, 0, 0, 1, numbers, frugal);
  }

  private HostTensor decode(
      TokenGrid tokens, int top, int left, double texture, int numbers, boolean frugal) {
    int border = config.dd().border();
    if (border == 0) {
      return decodeAll(tokens, top, left, texture, numbers, frugal);
    }
    // Texture falls as many cells farther, in wholes and in parts alike.
    HostTensor x = decodeAll(bordered(tokens, border), top, left, texture, numbers, frugal);
    return cut(x, border * factor());
  }

  /** With so many cells on every side, each as the nearest one. */
  private static TokenGrid bordered(TokenGrid tokens, int border) {
    int rows = tokens.rows() + 2 * border;
    int columns = tokens.columns() + 2 * border;
    int[] all = new int[rows * columns];
    for (int i = 0; i < all.length; i++) {
      int row = Math.clamp(i / columns - border, 0, tokens.rows() - 1);
      int column = Math.clamp(i % columns - border, 0, tokens.columns() - 1);
      all[i] = tokens.at(row, column);
    }
    return new TokenGrid(rows, columns, all);
  }

  /** x [1, C, H, W] without so many pixels on every side. */
  private static HostTensor cut(HostTensor x, int pixels) {
    int channels = (int) x.shape()[1];
    int height = (int) x.shape()[2];
    int width = (int) x.shape()[3];
    int h = height - 2 * pixels;
    int w = width - 2 * pixels;
    float[] from = x.floats();
    float[] out = new float[channels * h * w];
    for (int row = 0; row < channels * h; row++) {
      int y = row / h * height + row % h + pixels;
      System.arraycopy(from, y * width + pixels, out, row * w, w);
    }
    return new HostTensor.Floats(out, 1, channels, h, w);
  }

  private HostTensor decodeAll(
      TokenGrid tokens, int top, int left, double texture, int numbers, boolean frugal) {
    need(Half.DECODER);
    DecodeMemory memory =
        DecodeMemory.of(config, precision, tokens.rows(), tokens.columns(), band());
    boolean large = memory.fast() > LARGE && !device.isGpu();
    try {
      script.call("decode_start", codesOf(tokens), numbers);
      for (int level = config.dd().chMult().size() - 1; level >= 0; level--) {
        if (large) {
          NativeHeap.trim(); // the next maps are larger: what was freed is of no use to them
        }
        script.call("decode_level", level, numbers, frugal);
      }
      int f = factor();
      return script.call("decode_end", top * f, left * f, texture, numbers).getFirst();
    } finally {
      script.call("decode_stop");
      if (large) {
        NativeHeap.trim();
      }
    }
  }

  /**
   * The decode of one piece, as the original does it: with every map as a whole in memory, and
   * without texture.
   */
  public HostTensor decodePlainly(TokenGrid tokens) {
    need(Half.DECODER);
    return script.call("decode_codes", codesOf(tokens)).getFirst();
  }

  /** Decodes a grid of tokens of a segmentation first stage to labels, [1, H, W]. */
  public HostTensor decodeLabels(TokenGrid tokens) {
    need(Half.DECODER);
    return script.call("decode_labels", codesOf(tokens)).getFirst();
  }

  private HostTensor.Longs codesOf(TokenGrid tokens) {
    return new HostTensor.Longs(
        codebook.toEntries(tokens.tokens()), 1, tokens.rows(), tokens.columns());
  }

  /** What every token looks like. */
  public CodebookPatches patches() {
    return Patches.of(this);
  }

  /**
   * Output of every layer for x, by the original's module names: finds the first layer that is off.
   */
  public Map<String, HostTensor> fingerprints(HostTensor x) {
    need(Half.ENCODER);
    need(Half.DECODER);
    return script.callForMap("fingerprints", x);
  }

  @Override
  public void close() {
    script.close();
  }

  /** A picture [1, channels, H, W] as the encoder takes it: in colours, or its brightness. */
  public HostTensor.Floats pixels(RgbImage picture) {
    int channels = config.dd().inChannels();
    return new HostTensor.Floats(
        picture.toNetwork(channels), 1, channels, picture.height(), picture.width());
  }
}
