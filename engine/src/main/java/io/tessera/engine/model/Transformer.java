package io.tessera.engine.model;

import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.PackedProducts;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The autoregressive transformer (section 3.2). Owns its native weights and its key/value cache;
 * one thread uses it.
 */
public final class Transformer implements AutoCloseable {
  private final GptConfig config;

  /** Keys and values that a GPU looks at come in multiples of this. */
  private static final int GPU_REACH = 64;

  private final ScriptModule script;

  /** What the number of keys and values looked at is rounded up to. */
  private final int reachUnit;

  private Transformer(GptConfig config, ScriptModule script, int reachUnit) {
    this.config = config;
    this.script = script;
    this.reachUnit = reachUnit;
  }

  /** Loads the weights below {@code prefix}, already checked by {@link Weights#check}. */
  public static Transformer load(
      GptConfig config, Weights weights, String prefix, Device device, Precision precision) {
    return make(
        config,
        device,
        precision,
        true,
        script -> weights.put(script, prefix, WeightShapes.of(config).keySet(), precision));
  }

  /**
   * One with random weights, for measurements.
   *
   * @param packed whether products are the fastest there are, as always else, or libtorch's own
   */
  public static Transformer random(
      GptConfig config, Device device, Precision precision, boolean packed) {
    return make(
        config,
        device,
        precision,
        packed,
        script -> Weights.putRandom(script, WeightShapes.of(config), precision));
  }

  private static Transformer make(
      GptConfig config,
      Device device,
      Precision precision,
      boolean packed,
      Consumer<ScriptModule> weights) {
    String products = packed && PackedProducts.on(device) ? "linear_packed.py" : "linear_plain.py";
    ScriptModule script =
        ScriptModule.load(
            device, "Transformer", "random_weight.py", "gpt.py", products, "transformer.py");
    try {
      weights.accept(script);
      script.call("ready", config.nHead(), config.nUnmasked(), precision.scalarType());
      return new Transformer(config, script, device.isGpu() ? GPU_REACH : 1);
    } catch (RuntimeException e) {
      script.close();
      throw e;
    }
  }

  public GptConfig config() {
    return config;
  }

  /**
   * Logits after every position.
   *
   * @param ids [B, T], T at most {@code block_size}
   * @return [B, T, V]
   */
  public HostTensor logits(HostTensor.Longs ids) {
    return script.call("logits", ids).getFirst();
  }

  /** Logits after one position of the whole sequence, as the original computes them: [B, V]. */
  public float[] logitsAt(HostTensor.Longs ids, int position) {
    return script.call("logits_at", ids, position).getFirst().floats();
  }

  /** Makes room for the keys and values of so many sequences; with more room all are forgotten. */
  public void reserve(int slots) {
    script.call("reserve", slots);
  }

  /**
   * Logits after the first {@code lengths[b]} tokens of every row.
   *
   * @param ids [B, T]; what stands behind a row's length is padding
   * @param lengths one per row, 1 to T
   * @param slots where keys and values are kept for {@link #step}, one per row; empty to keep none
   * @return [B, V]
   */
  public float[] prefill(HostTensor.Longs ids, long[] lengths, long[] slots) {
    long[] last = Arrays.stream(lengths).map(n -> n - 1).toArray();
    return script
        .call("prefill", ids, vector(last), common(last), vector(slots), neighbours(slots))
        .getFirst()
        .floats();
  }

  /**
   * Computes keys and values of beginnings that several sequences have in common.
   *
   * @param ids [G, T]
   * @param slots the same number for each of the G, one after another
   */
  public void share(HostTensor.Longs ids, long[] slots) {
    script.call("share", ids, vector(slots));
  }

  /**
   * Logits after further tokens.
   *
   * @param ids [B, n], which stand at positions {@code past[b]}, {@code past[b]} + 1, …
   * @param past tokens of each sequence that are kept, at least {@code n_unmasked}
   * @param slots where each is kept
   * @return [B, V]
   */
  public float[] step(HostTensor.Longs ids, long[] past, long[] slots) {
    long seen = Arrays.stream(past).max().orElseThrow() + ids.shape()[1];
    // A GPU's attention may be planned anew for every shape it meets, which takes far longer than a
    // few keys more do.
    long reach = Math.min(config.blockSize(), Math.ceilDiv(seen, reachUnit) * reachUnit);
    return script
        .call("step", ids, vector(past), common(past), vector(slots), neighbours(slots), reach)
        .getFirst()
        .floats();
  }

  private static HostTensor.Longs vector(long[] values) {
    return new HostTensor.Longs(values, values.length);
  }

  /** The value that all have, or -1. */
  private static long common(long[] values) {
    return Arrays.stream(values).allMatch(v -> v == values[0]) ? values[0] : -1;
  }

  /** The first slot if each is the one after that before, or -1. */
  private static long neighbours(long[] slots) {
    for (int i = 1; i < slots.length; i++) {
      if (slots[i] != slots[0] + i) {
        return -1;
      }
    }
    return slots.length == 0 ? -1 : slots[0];
  }

  /** Output of every layer, by the original's module names. */
  public Map<String, HostTensor> fingerprints(HostTensor.Longs ids) {
    return script.callForMap("fingerprints", ids);
  }

  @Override
  public void close() {
    script.close();
  }
}
