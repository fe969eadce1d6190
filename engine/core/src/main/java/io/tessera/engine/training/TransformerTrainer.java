package io.tessera.engine.training;

import io.tessera.engine.checkpoint.GptConfig;
import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.model.WeightShapes;
import io.tessera.engine.torch.AdamOption;
import io.tessera.engine.torch.Device;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Kernels;
import io.tessera.engine.torch.ScriptModule;
import io.tessera.engine.torch.ScriptOptions;
import io.tessera.engine.torch.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Trains the transformer (equation 10) with AdamW, or Muon for the blocks' matrices; decay only on
 * the weights of linear layers, as the original groups them. Owns weights and optimiser state; one
 * thread uses it.
 */
public final class TransformerTrainer implements AutoCloseable {
  private final GptConfig config;
  private final TransformerSettings settings;
  private final ScriptModule script;
  private final ScriptOptions options;
  private final ParameterStore store;

  /** The only group: all weights learn. */
  private static final int ALL = 1;

  /** What {@code transformer_trainer.py} is told beside the rates. */
  private enum Option {
    DTYPE,
    HEADS,
    N_UNMASKED,
    EMBD_PDROP,
    RESID_PDROP,
    ATTN_PDROP,
    CLIP,
    MUON,
    EMA
  }

  public TransformerTrainer(GptConfig config, TransformerSettings settings, Device device) {
    this.config = config;
    this.settings = settings;
    this.script =
        ScriptModule.load(
            device, "TransformerTrainer", "gpt.py", "optimizer.py", "transformer_trainer.py");
    this.store =
        new ParameterStore(
            script, "transformer.", name -> isDecayed(name) ? settings.weightDecay() : 0);
    this.options = new ScriptOptions(script, List.of(AdamOption.class, Option.class));
    options.set(
        Option.DTYPE, Kernels.here().usableInTraining(settings.precision(), device).scalarType());
    options.set(Option.HEADS, config.nHead());
    options.set(Option.N_UNMASKED, config.nUnmasked());
    options.set(Option.EMBD_PDROP, config.embdPdrop());
    options.set(Option.RESID_PDROP, config.residPdrop());
    options.set(Option.ATTN_PDROP, config.attnPdrop());
    options.set(Option.CLIP, settings.clip());
    options.set(Option.MUON, settings.muon());
    options.set(Option.EMA, settings.ema());
  }

  /**
   * New weights: N(0, 0.02) for linear layers and embeddings, zeros for biases and positions, ones
   * for norms.
   *
   * @param words tokens before the window's condition
   * @param aligned whether places start as {@link AlignedPositions} instead, so that a picture
   *     token finds the condition token of its own cell at once
   */
  public void initialize(long seed, int words, boolean aligned) {
    Initializer init = new Initializer(seed);
    Map<String, HostTensor> start = aligned ? AlignedPositions.of(config, words, init) : Map.of();
    WeightShapes.of(config)
        .forEach(
            (name, shape) -> {
              boolean norm = name.contains("ln");
              boolean zero = name.endsWith("bias") || name.equals("pos_emb");
              HostTensor plain =
                  zero
                      ? Initializer.constant(shape, 0)
                      : norm ? Initializer.constant(shape, 1) : init.normal(shape, 0, 0.02);
              put(name, start.getOrDefault(name, plain));
            });
  }

  /**
   * Takes the transformer of a model to go on from. Of a table with fewer or more tokens the common
   * first ones are taken; what the model lacks or has of another width stays as it is.
   *
   * @return how many tensors were taken
   */
  public int begin(Map<String, TensorEntry> model) {
    int taken = 0;
    for (Map.Entry<String, long[]> e : WeightShapes.of(config).entrySet()) {
      TensorEntry old = model.get("transformer." + e.getKey());
      long[] shape = e.getValue();
      if (old != null
          && old.shape().length == shape.length
          && Arrays.equals(tail(old.shape()), tail(shape))) {
        float[] values = weight(e.getKey()).floats();
        float[] given = old.toFloats();
        System.arraycopy(given, 0, values, 0, Math.min(given.length, values.length));
        store.replace(e.getKey(), new HostTensor.Floats(values, shape));
        taken++;
      }
    }
    return taken;
  }

  private static long[] tail(long[] shape) {
    return Arrays.copyOfRange(shape, 1, shape.length);
  }

  /** Takes the weights below {@code transformer.} and whatever {@link #save} wrote. */
  public void load(Map<String, TensorEntry> tensors) {
    for (String name : WeightShapes.of(config).keySet()) {
      put(name, ParameterStore.tensor(tensors, "transformer." + name));
    }
    store.resume(tensors);
  }

  private void put(String name, HostTensor value) {
    store.put(name, value, ALL);
    if (settings.ema() > 0) {
      store.putAverage(name, value);
    }
  }

  /** Weights of linear layers decay; biases, norms, embeddings and positions do not. */
  static boolean isDecayed(String name) {
    return name.endsWith(".weight") && !name.contains("ln") && !name.startsWith("tok_emb");
  }

  /**
   * One batch.
   *
   * @param condition [B, n] condition tokens
   * @param image [B, m] picture tokens of the window
   * @param step 0 for the first; also seeds what is random, so that a resumed run draws the same
   * @return {@code loss} (nats per token) and {@code gradient_norm}
   */
  public Map<String, HostTensor> step(
      HostTensor.Longs condition, HostTensor.Longs image, long step) {
    new AdamRates(settings.rate(step), settings.beta1(), settings.beta2()).set(options, step + 1);
    if (config.embdPdrop() + config.residPdrop() + config.attnPdrop() > 0) {
      Torch.seed((int) (step * 0x9E3779B9L));
    }
    return script.train("step", sequence(condition, image, new Random(step ^ 0x5DEECE66DL)), image);
  }

  /** Mean negative log-likelihood of the picture tokens, in nats per token, without learning. */
  public double evaluate(HostTensor.Longs condition, HostTensor.Longs image) {
    return script.call("evaluate", inputs(condition, image), image).getFirst().floats()[0];
  }

  /**
   * Condition and picture without its last token; with pkeep below 1 some picture tokens are random
   * ones.
   */
  private HostTensor.Longs sequence(
      HostTensor.Longs condition, HostTensor.Longs image, Random random) {
    HostTensor.Longs ids = inputs(condition, image);
    if (settings.pkeep() < 1) {
      int c = (int) condition.shape()[1];
      int t = (int) ids.shape()[1];
      for (int i = 0; i < ids.data().length; i++) {
        if (i % t >= c && random.nextDouble() >= settings.pkeep()) {
          ids.data()[i] = random.nextInt(config.vocabSize());
        }
      }
    }
    return ids;
  }

  private static HostTensor.Longs inputs(HostTensor.Longs condition, HostTensor.Longs image) {
    int b = (int) image.shape()[0];
    int c = (int) condition.shape()[1];
    int z = (int) image.shape()[1];
    long[] ids = new long[b * (c + z - 1)];
    for (int i = 0; i < b; i++) {
      System.arraycopy(condition.data(), i * c, ids, i * (c + z - 1), c);
      System.arraycopy(image.data(), i * z, ids, i * (c + z - 1) + c, z - 1);
    }
    return new HostTensor.Longs(ids, b, (long) c + z - 1);
  }

  /**
   * The weights alone, below {@code transformer.}, as inference loads them; their moving averages,
   * where there are any.
   */
  public void saveModel(SafetensorsWriter out) {
    for (String name : WeightShapes.of(config).keySet()) {
      ParameterStore.write(
          out,
          "transformer." + name,
          settings.ema() > 0 ? store.average(name) : store.weight(name));
    }
  }

  /** Everything that {@link #load} needs to go on as if nothing had happened. */
  public void save(SafetensorsWriter out) {
    store.save(out, settings.ema() > 0 ? ALL : ParameterStore.FIXED);
  }

  HostTensor weight(String name) {
    return store.weight(name);
  }

  @Override
  public void close() {
    script.close();
  }
}
