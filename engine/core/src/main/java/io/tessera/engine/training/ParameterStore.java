package io.tessera.engine.training;

import io.tessera.engine.checkpoint.SafetensorsWriter;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.checkpoint.TensorType;
import io.tessera.engine.model.Weights;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.ScriptModule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a training's script, with moments and moving averages: how they come in, and how
 * they are saved and taken up again. The script has {@code parameters.py} in it and owns the
 * memory.
 */
final class ParameterStore {
  /** Group of weights that never learn, and of buffers. */
  static final int FIXED = 0;

  private static final String FIRST_MOMENT = "exp_avg.";
  private static final String SECOND_MOMENT = "exp_avg_sq.";
  private static final String AVERAGE = "average.";

  private final ScriptModule script;
  private final String prefix;
  private final ToDoubleFunction<String> decay;
  private final Map<String, Integer> groups = new LinkedHashMap<>();

  /**
   * @param prefix what the weights' names begin with in files
   * @param decay weight decay by a weight's name
   */
  ParameterStore(ScriptModule script, String prefix, ToDoubleFunction<String> decay) {
    this.script = script;
    this.prefix = prefix;
    this.decay = decay;
  }

  private void announce(String name) {
    int group = Objects.requireNonNull(groups.get(name), name);
    script.call("announce", name, group, decay.applyAsDouble(name));
  }

  /**
   * A weight that was not there before.
   *
   * @param group {@link #FIXED}, or a number above it: weights of one group learn together
   */
  void put(String name, HostTensor value, int group) {
    groups.put(name, group);
    announce(name);
    script.train("put", value);
  }

  /** Another value for a weight that is there. */
  void replace(String name, HostTensor value) {
    announce(name);
    script.train("replace", value);
  }

  /** The moving average of a weight begins with this. */
  void putAverage(String name, HostTensor value) {
    announce(name);
    script.train("put_average", value);
  }

  /** Takes moments and averages that {@link #save} wrote, for the weights that are there. */
  void resume(Map<String, TensorEntry> state) {
    groups.forEach(
        (name, group) -> {
          String saved = prefix + name;
          if (group != FIXED && state.containsKey(FIRST_MOMENT + saved)) {
            announce(name);
            script.train(
                "put_moments",
                tensor(state, FIRST_MOMENT + saved),
                tensor(state, SECOND_MOMENT + saved));
          }
          if (state.containsKey(AVERAGE + saved)) {
            putAverage(name, tensor(state, AVERAGE + saved));
          }
        });
  }

  /**
   * Writes weights and moments, and averages.
   *
   * @param averaged the group whose averages are written too; {@link #FIXED} for none
   */
  void save(SafetensorsWriter out, int averaged) {
    groups.forEach(
        (name, group) -> {
          String saved = prefix + name;
          write(out, saved, weight(name));
          if (group != FIXED) {
            var moments = script.call("get_moments", name);
            write(out, FIRST_MOMENT + saved, moments.get(0));
            write(out, SECOND_MOMENT + saved, moments.get(1));
            if (group == averaged) {
              write(out, AVERAGE + saved, average(name));
            }
          }
        });
  }

  HostTensor weight(String name) {
    return script.call("get", name).getFirst();
  }

  /** The moving average; the weight itself where there is none. */
  HostTensor average(String name) {
    return script.call("get_average", name).getFirst();
  }

  /** Adam's first moment. */
  HostTensor firstMoment(String name) {
    return script.call("get_moments", name).getFirst();
  }

  /** Whether there is a tensor of this shape. */
  static boolean fits(@Nullable TensorEntry t, long[] shape) {
    return t != null && Arrays.equals(t.shape(), shape);
  }

  /**
   * A tensor of a file.
   *
   * @throws IllegalArgumentException if there is none
   */
  static HostTensor tensor(Map<String, TensorEntry> tensors, String name) {
    TensorEntry t = tensors.get(name);
    if (t == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return t.type() == TensorType.I64
        ? new HostTensor.Longs(t.toLongs(), t.shape())
        : t.type() == TensorType.F32
            ? Weights.hostTensor(t)
            : new HostTensor.Floats(t.toFloats(), t.shape());
  }

  static void write(SafetensorsWriter out, String name, HostTensor value) {
    switch (value) {
      case HostTensor.Floats f -> out.floats(name, TensorType.F32, f.shape(), f.data());
      case HostTensor.Longs l -> out.longs(name, l.shape(), l.data());
      default -> throw new IllegalStateException("no weight: " + name);
    }
  }
}
