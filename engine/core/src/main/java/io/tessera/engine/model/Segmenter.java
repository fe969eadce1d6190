package io.tessera.engine.model;

import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.ModelConfig;
import io.tessera.engine.checkpoint.ModelFolder;
import io.tessera.engine.checkpoint.SegmenterConfig;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A trained segmenter. Owns its native weights; one thread uses it. */
public final class Segmenter implements AutoCloseable {
  /** What the names of the pretrained features' weights begin with. */
  public static final String BACKBONE = "backbone.";

  private final SegmenterConfig config;
  private final ScriptModule script;

  private Segmenter(SegmenterConfig config, ScriptModule script) {
    this.config = config;
    this.script = script;
  }

  /**
   * @throws InputException if the folder holds another kind of model, or the weights do not match
   */
  public static Segmenter open(ModelFolder folder, Device device) {
    if (!(ModelConfig.of(folder.config()) instanceof SegmenterConfig config)) {
      throw new InputException("the model '" + folder.name() + "' is no segmenter");
    }
    List<Checkpoint> files = new ArrayList<>();
    try {
      folder.weights().forEach(file -> files.add(Checkpoint.open(file)));
      Weights weights = new Weights(files);
      weights.expect("", shapes(config));
      weights.check();
      ScriptModule script = script(device);
      shapes(config)
          .keySet()
          .forEach(
              name -> {
                script.call("announce", name, 0, 0.0);
                TensorEntry t = weights.take(name);
                script.train("put", new HostTensor.Floats(t.toFloats(), t.shape()));
              });
      return new Segmenter(config, script);
    } finally {
      files.forEach(Checkpoint::close);
    }
  }

  /** The networks' code, with no weights in it, in float32. */
  public static ScriptModule script(Device device) {
    ScriptModule script =
        ScriptModule.load(device, "Segmenter", "optimizer.py", "features.py", "segmenter.py");
    script.call("set", "dtype", (double) Precision.F32.scalarType());
    return script;
  }

  /** Every weight with its shape. */
  public static Map<String, long[]> shapes(SegmenterConfig c) {
    if (c.pretrained()) {
      return pyramid(c);
    }
    return c.chMult().isEmpty() ? small(c) : levels(c);
  }

  private static Map<String, long[]> pyramid(SegmenterConfig c) {
    Map<String, long[]> s = new LinkedHashMap<>();
    PretrainedFeatures.shapes().forEach((name, shape) -> s.put(BACKBONE + name, shape));
    int[] taps = PretrainedFeatures.TAPS;
    for (int l = 0; l < taps.length; l++) {
      conv(s, "lateral." + l, taps[l], c.ch(), 1);
      conv(s, "level." + l, c.ch(), c.ch(), 3);
      norm(s, "level_norm." + l, c.ch());
    }
    conv(s, "context", taps[taps.length - 1], c.ch(), 1);
    conv(s, "place", 2, c.ch(), 1);
    conv(s, "conv_out", c.ch(), c.labels(), 3);
    return s;
  }

  private static Map<String, long[]> levels(SegmenterConfig c) {
    Map<String, long[]> s = new LinkedHashMap<>();
    int[] channels = c.chMult().stream().mapToInt(m -> m * c.ch()).toArray();
    int last = channels.length - 1;
    conv(s, "conv_in", 4 * c.inputs(), channels[0], 3);
    for (int l = 0; l < last; l++) {
      block(s, "down." + l, channels[l]);
      conv(s, "next." + l, channels[l], channels[l + 1], 1);
      conv(s, "join." + l, channels[l] + channels[l + 1], channels[l], 1);
      block(s, "up." + l, channels[l]);
    }
    block(s, "middle", channels[last]);
    conv(s, "context", channels[last], channels[last], 1);
    norm(s, "norm_out", channels[0]);
    conv(s, "conv_out", channels[0], 4 * c.labels(), 1);
    return s;
  }

  private static Map<String, long[]> small(SegmenterConfig c) {
    Map<String, long[]> s = new LinkedHashMap<>();
    conv(s, "conv_in", 16 * c.inputs(), c.ch(), 3);
    for (int i = 0; i < 6; i++) {
      String p = "block." + i;
      norm(s, p + ".norm", c.ch());
      conv(s, p + ".context", c.ch(), c.ch(), 1);
      conv(s, p + ".conv1", c.ch(), c.ch(), 3);
      conv(s, p + ".conv2", c.ch(), c.ch(), 1);
    }
    norm(s, "norm_out", c.ch());
    conv(s, "conv_out", c.ch(), 16 * c.labels(), 1);
    return s;
  }

  private static void block(Map<String, long[]> s, String p, int channels) {
    norm(s, p + ".norm1", channels);
    conv(s, p + ".conv1", channels, channels, 3);
    norm(s, p + ".norm2", channels);
    conv(s, p + ".conv2", channels, channels, 3);
  }

  private static void conv(Map<String, long[]> s, String p, int in, int out, int kernel) {
    s.put(p + ".weight", new long[] {out, in, kernel, kernel});
    s.put(p + ".bias", new long[] {out});
  }

  private static void norm(Map<String, long[]> s, String p, int channels) {
    s.put(p + ".weight", new long[] {channels});
    s.put(p + ".bias", new long[] {channels});
  }

  public int labels() {
    return config.labels();
  }

  /**
   * The likeliest label of every pixel, [B, H, W].
   *
   * @param x [B, 3, H, W] in [-1, 1], sides multiples of 4
   */
  public byte[] segment(HostTensor.Floats x) {
    return script.call("segment", x).getFirst().bytes();
  }

  /**
   * How likely every label is in every pixel, as logits [B, labels, H, W].
   *
   * @param x as for {@link #segment}
   */
  HostTensor logits(HostTensor.Floats x) {
    return script.call("logits", x).getFirst();
  }

  /**
   * What a picture is like to it: means over the places of its hidden maps, as many for every
   * picture.
   *
   * @param x [1, 3, H, W] in [-1, 1], sides multiples of 4
   */
  public float[] features(HostTensor.Floats x) {
    return script.call("features", x).getFirst().floats();
  }

  @Override
  public void close() {
    script.close();
  }
}
