package io.tessera.engine.model;

import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import java.util.Map;

/**
 * The autoregressive transformer (section 3.2). Owns its native weights and its key/value cache;
 * one thread uses it.
 */
public final class Transformer implements AutoCloseable {
  private final GptConfig config;
  private final ScriptModule script;

  private Transformer(GptConfig config, ScriptModule script) {
    this.config = config;
    this.script = script;
  }

  /** Loads the weights below {@code prefix}, already checked by {@link Weights#check}. */
  public static Transformer load(
      GptConfig config, Weights weights, String prefix, Device device, Precision precision) {
    ScriptModule script = ScriptModule.load(device, "Transformer", "gpt.py", "transformer.py");
    try {
      weights.put(script, prefix, WeightShapes.of(config).keySet(), precision);
      script.call("ready", config.nHead(), config.nUnmasked(), precision.scalarType());
      return new Transformer(config, script);
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

  /**
   * Logits after the last of {@code ids} [B, T]; its keys and values are kept for {@link #step}.
   * [B, V]
   */
  public float[] prefill(HostTensor.Longs ids) {
    return script.call("prefill", ids).getFirst().floats();
  }

  /**
   * Logits after further tokens [B, n], which stand at positions {@code past}, {@code past + 1}, …
   * of the sequence whose first {@code past} tokens are kept. [B, V]
   */
  public float[] step(HostTensor.Longs ids, int past) {
    return script.call("step", ids, past).getFirst().floats();
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
