package io.tessera.engine.model;

import io.tessera.api.fault.InputException;
import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Int8Products;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import io.tessera.engine.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The autoregressive transformer (section 3.2). Owns its native weights and its key/value cache;
 * one thread uses it.
 */
public final class Transformer implements AutoCloseable {
  private final GptConfig config;

  /**
   * On a GPU keys and values that are looked at, and tokens in short types, come in multiples of
   * this.
   */
  private static final int GPU_UNIT = 64;

  private final ScriptModule script;

  private final boolean onGpu;

  /** Tokens of a prefix come in multiples of this. */
  private final int unit;

  /** Sequences that there is room for. */
  private int reserved;

  /** Whose keys and values are kept. */
  private @Nullable Object owner;

  private Transformer(GptConfig config, ScriptModule script, boolean onGpu, int unit) {
    this.config = config;
    this.script = script;
    this.onGpu = onGpu;
    this.unit = unit;
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
    Int8Products.require(precision, device);
    List<String> sources = new ArrayList<>(List.of("random_weight.py", "gpt.py", "draw.py"));
    if (precision.isInt8()) {
      sources.addAll(List.of("packed.py", "linear_int8.py"));
    } else if (packed && !device.isGpu() && Kernels.here().isPacked(precision)) {
      sources.addAll(List.of("packed.py", "linear_packed.py"));
    } else {
      sources.add("linear_plain.py");
    }
    sources.add("transformer.py");
    ScriptModule script = ScriptModule.load(device, "Transformer", sources.toArray(String[]::new));
    try {
      weights.accept(script);
      script.call(
          "ready", config.nHead(), config.nUnmasked(), precision.scalarType(), precision.isInt8());
      // Attention in short types is planned anew for every shape on a GPU; float32's is not.
      boolean planned = device.isGpu() && precision != Precision.F32 && config.nUnmasked() == 0;
      return new Transformer(config, script, device.isGpu(), planned ? GPU_UNIT : 1);
    } catch (RuntimeException e) {
      script.close();
      throw e;
    }
  }

  public GptConfig config() {
    return config;
  }

  /** Whether its device is a GPU. */
  public boolean isOnGpu() {
    return onGpu;
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

  /** As {@link #logitsAt}; the logits stay on the device, for {@link #draw}. */
  public void logitsAtHeld(HostTensor.Longs ids, int position) {
    script.call("logits_at_held", ids, position);
  }

  /**
   * Makes room for the keys and values of so many sequences; with more room all are forgotten.
   *
   * @throws InputException if a processor's memory has no such room
   */
  public void reserve(int slots) {
    if (slots <= reserved) {
      return;
    }
    long free = onGpu ? 0 : Torch.availableBytes();
    if (free > 0 && keptBytes(slots - reserved) > free) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "the transformer keeps %d sequences at once, which takes %.1f GB of memory, but only %.1f GB are free; make fewer candidates at a time, or take the schedule exact",
              slots,
              keptBytes(slots) / 1e9,
              (free + keptBytes(reserved)) / 1e9));
    }
    reserved = 0; // what there was is let go first
    script.call("reserve", slots);
    reserved = slots;
  }

  /**
   * Says whose keys and values are kept from now on.
   *
   * @param user one that equals nobody else
   */
  public void claim(Object user) {
    owner = user;
  }

  /** Whether nobody else has claimed what is kept. */
  public boolean isClaimedBy(Object user) {
    return Objects.equals(owner, user);
  }

  /** Bytes that keys and values of so many sequences take, as float32. */
  private long keptBytes(int slots) {
    return (long) slots * 2 * config.nLayer() * config.blockSize() * config.nEmbd() * Float.BYTES;
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
    return prefill("prefill", ids, lengths, slots).getFirst().floats();
  }

  /** As {@link #prefill}; the logits stay on the device, for {@link #draw}. */
  public void prefillHeld(HostTensor.Longs ids, long[] lengths, long[] slots) {
    prefill("prefill_held", ids, lengths, slots);
  }

  private List<HostTensor> prefill(
      String method, HostTensor.Longs ids, long[] lengths, long[] slots) {
    long[] last = Arrays.stream(lengths).map(n -> n - 1).toArray();
    HostTensor.Longs whole = padded(ids, unit, config.blockSize());
    // Behind padding every length would be a shape of its own again.
    long at = whole.shape()[1] == ids.shape()[1] ? common(last) : -1;
    return script.call(method, whole, vector(last), at, vector(slots), neighbours(slots));
  }

  /**
   * Rows of ids [B, T] with zeros behind, up to the next multiple of unit or to limit.
   *
   * @return [B, T'], T' at least T
   */
  static HostTensor.Longs padded(HostTensor.Longs ids, int unit, int limit) {
    int rows = (int) ids.shape()[0];
    int length = (int) ids.shape()[1];
    int longer = Math.min(limit, Math.ceilDiv(length, unit) * unit);
    if (longer == length) {
      return ids;
    }
    long[] out = new long[rows * longer];
    for (int b = 0; b < rows; b++) {
      System.arraycopy(ids.data(), b * length, out, b * longer, length);
    }
    return new HostTensor.Longs(out, rows, longer);
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
    return step("step", ids, past, slots).getFirst().floats();
  }

  /** As {@link #step}; the logits stay on the device, for {@link #draw}. */
  public void stepHeld(HostTensor.Longs ids, long[] past, long[] slots) {
    step("step_held", ids, past, slots);
  }

  private List<HostTensor> step(String method, HostTensor.Longs ids, long[] past, long[] slots) {
    long seen = Arrays.stream(past).max().orElseThrow() + ids.shape()[1];
    // A GPU's attention may be planned anew for every shape it meets, which takes far longer than a
    // few keys more do.
    long multiple = onGpu ? GPU_UNIT : 1;
    long reach = Math.min(config.blockSize(), Math.ceilDiv(seen, multiple) * multiple);
    return script.call(
        method, ids, vector(past), common(past), vector(slots), neighbours(slots), reach);
  }

  /**
   * How {@link #draw} draws: see {@code TokenSampler} and {@code Guidance}.
   *
   * @param scale of the guidance; 1 for none
   * @param limit tokens at or above this are never drawn
   */
  public record Choice(
      double temperature, int topK, double topP, boolean greedy, double scale, int limit) {}

  /**
   * What was drawn.
   *
   * @param logProbabilities natural, of the rows as told: temperature 1, nothing dropped
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Chosen(long[] tokens, float[] logProbabilities) {}

  /**
   * Draws tokens from the logits that are held, and lets them go.
   *
   * @param own places of the rows with the condition, in the order in which they were told
   * @param without places of the rows without it, or the same
   * @param uniforms in [0, 1), multiples of 2^-53
   */
  public Chosen draw(long[] own, long[] without, double[] uniforms, Choice c) {
    long[] bits = Arrays.stream(uniforms).mapToLong(u -> (long) (u * 0x1.0p53)).toArray();
    List<HostTensor> out =
        script.call(
            "draw",
            vector(own),
            vector(without),
            vector(bits),
            c.temperature(),
            c.topK(),
            c.topP(),
            c.greedy(),
            c.scale(),
            c.limit());
    return new Chosen(out.get(0).longs(), out.get(1).floats());
  }

  /** Holds logits [n, V] that were told before, for {@link #draw}. */
  public void hold(HostTensor.Floats logits) {
    script.call("hold", logits);
  }

  /** Forgets held logits, which a step that was given up may have left. */
  public void release() {
    script.call("release");
  }

  /** What {@link #draw} drew from last, [n, V]: the rows with the condition. */
  public HostTensor lastHeld() {
    return script.call("last_held").getFirst();
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
