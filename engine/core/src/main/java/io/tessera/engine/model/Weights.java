package io.tessera.engine.model;

import io.tessera.engine.checkpoint.Checkpoint;
import io.tessera.engine.checkpoint.CheckpointException;
import io.tessera.engine.checkpoint.TensorEntry;
import io.tessera.engine.checkpoint.TensorType;
import io.tessera.engine.torch.HostTensor;
import io.tessera.engine.torch.Precision;
import io.tessera.engine.torch.ScriptModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The tensors of a model's files, handed to its networks one by one and checked to match exactly:
 * whatever is missing, left over or of another shape is listed in one error.
 */
public final class Weights {
  private final Path file;
  private final Map<String, TensorEntry> tensors = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final List<Checkpoint> files;

  /**
   * @param checkpoints the model's weight files, open for as long as this is used
   */
  public Weights(List<Checkpoint> checkpoints) {
    this.files = List.copyOf(checkpoints);
    this.file = checkpoints.getFirst().file();
    for (Checkpoint c : checkpoints) {
      c.tensors().forEach(tensors::putIfAbsent);
    }
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** The tensor of that name, which counts as used from now on. */
  public TensorEntry take(String name) {
    used.add(name);
    TensorEntry tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException(file, "has no tensor '" + name + "'");
    }
    return tensor;
  }

  /**
   * Compares names and shapes with what a network calls for; problems are gathered for {@link
   * #check}.
   *
   * @param prefix put before every name, such as {@code first_stage_model.}
   */
  public void expect(String prefix, Map<String, long[]> shapes) {
    shapes.forEach(
        (name, shape) -> {
          TensorEntry tensor = tensors.get(prefix + name);
          used.add(prefix + name);
          if (tensor == null) {
            problems.add("missing " + prefix + name + " " + Arrays.toString(shape));
          } else if (!Arrays.equals(tensor.shape(), shape)) {
            problems.add(
                String.format(
                    Locale.ROOT,
                    "%s%s is %s where the configuration calls for %s",
                    prefix,
                    name,
                    Arrays.toString(tensor.shape()),
                    Arrays.toString(shape)));
          }
        });
  }

  /**
   * @throws CheckpointException if anything was missing, left over or of another shape
   */
  public void check() {
    Map<String, Path> holders = new LinkedHashMap<>();
    for (Checkpoint c : files) {
      if (files.size() > 1 && c.tensors().keySet().stream().noneMatch(used::contains)) {
        continue; // another network's file that lies in the same folder
      }
      for (String name : c.tensors().keySet()) {
        Path other = holders.putIfAbsent(name, c.file());
        if (other != null && used.contains(name)) {
          throw new CheckpointException(
              c.file(),
              "and "
                  + other.getFileName()
                  + " both hold the weights; keep one of them in the folder, or name the file itself");
        }
        if (!used.contains(name) && !isKnownExtra(name)) {
          problems.add("unexpected " + name);
        }
      }
    }
    checkExpected();
  }

  /**
   * Where only part of a file is wanted.
   *
   * @throws CheckpointException if anything was missing or of another shape
   */
  public void checkExpected() {
    if (!problems.isEmpty()) {
      int shown = Math.min(problems.size(), 24);
      String more = problems.size() > shown ? ", and " + (problems.size() - shown) + " more" : "";
      throw new CheckpointException(
          file,
          "does not match its configuration: "
              + String.join(", ", problems.subList(0, shown))
              + more);
    }
  }

  /**
   * What inference does not need: losses with their discriminator, averages of the weights and of
   * the codebook's use, causal masks, the random colours, token orders.
   */
  private static boolean isKnownExtra(String name) {
    return name.matches(
            "((first|cond)_stage_model\\.)?(loss\\..*|model_ema\\..*|colorize|quantize\\.used"
                + "|quantize\\.embedding\\.(cluster_size|embed_avg))")
        || name.matches("(transformer\\.)?blocks\\.\\d+\\.attn\\.mask")
        || name.matches("permuter\\.(forward|backward)_shuffle_idx");
  }

  /** Hands the named weights to the script's {@code put}, which casts and keeps them. */
  public void put(ScriptModule script, String prefix, Iterable<String> names, Precision precision) {
    for (String name : names) {
      script.call("put", name, hostTensor(take(prefix + name)), precision.scalarType());
    }
  }

  /**
   * Gives a script random weights of these shapes instead, which keep the size of what passes
   * through: for measurements.
   */
  static void putRandom(ScriptModule script, Map<String, long[]> shapes, Precision precision) {
    shapes.forEach(
        (name, shape) -> {
          double fanIn = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
          boolean table = name.contains("emb");
          double deviation = shape.length == 1 ? 0 : table ? 0.02 : 1 / Math.sqrt(fanIn);
          HostTensor.Longs sizes = new HostTensor.Longs(shape, shape.length);
          script.call("put_random", name, sizes, deviation, precision.scalarType());
        });
  }

  /** The tensor, mapped where libtorch can read it as it lies, else converted to float32. */
  public static HostTensor hostTensor(TensorEntry t) {
    if (t.isDense() && t.size() > 0 && (t.type() == TensorType.F32 || t.type() == TensorType.F16)) {
      return new HostTensor.Mapped(t.denseBytes(), t.type() == TensorType.F16, t.shape());
    }
    return new HostTensor.Floats(t.toFloats(), t.shape());
  }
}
