package io.tessera.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the tensors in what a PyTorch pickle held. */
final class StateDict {
  /** Under what names trainers put a model's weights, the usual one first. */
  private static final List<String> WRAPPINGS =
      List.of(
          "state_dict",
          "model_state_dict",
          "model",
          "module",
          "net",
          "network",
          "weights",
          "params",
          "vqgan",
          "vqvae",
          "generator");

  private static final int DEEPEST = 4;

  /** Gives the bytes of a storage. */
  interface Storages {
    MemorySegment bytes(PickleReader.Storage storage);
  }

  private StateDict() {}

  /**
   * The tensors of a state_dict, by itself or wrapped as trainers do ({@code root["state_dict"]},
   * {@code root["model"]}, …).
   *
   * @throws CheckpointException if there is none, saying what is there instead
   */
  static Map<String, TensorEntry> tensors(Path file, @Nullable Object root, Storages storages) {
    if (root instanceof PickleReader.Opaque(String kind)) {
      throw new CheckpointException(
          file,
          "holds an object of "
              + kind
              + ", which only its own program can read; save the model's state_dict() instead");
    }
    if (!(root instanceof Map<?, ?> map)) {
      throw new CheckpointException(file, "holds no dictionary of weights");
    }
    Map<?, ?> state =
        find(map, 0)
            .orElseThrow(
                () ->
                    new CheckpointException(
                        file,
                        "holds no tensors (neither a state_dict nor a dictionary of weights)"
                            + contents(map)));
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    state.forEach(
        (key, value) -> {
          if (key instanceof String name) {
            entry(file, name, value, storages).ifPresent(t -> tensors.put(name, t));
          }
        });
    return tensors;
  }

  private static Optional<Map<?, ?>> find(Map<?, ?> map, int depth) {
    if (map.get("state_dict") instanceof Map<?, ?> inner && hasTensors(inner)) {
      return Optional.of(inner);
    }
    if (hasTensors(map)) {
      return Optional.of(map);
    }
    if (depth == DEEPEST) {
      return Optional.empty();
    }
    for (String name : WRAPPINGS) {
      if (map.get(name) instanceof Map<?, ?> inner) {
        Optional<Map<?, ?>> found = find(inner, depth + 1);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean hasTensors(Map<?, ?> map) {
    return map.entrySet().stream()
        .anyMatch(
            e ->
                e.getKey() instanceof String
                    && (e.getValue() instanceof PickleReader.TensorView
                        || e.getValue() instanceof NumpyArray));
  }

  private static String contents(Map<?, ?> map) {
    List<String> names = new ArrayList<>();
    map.keySet().stream().limit(8).forEach(k -> names.add(String.valueOf(k)));
    return names.isEmpty() ? "" : "; it has " + String.join(", ", names);
  }

  private static Optional<TensorEntry> entry(
      Path file, String name, @Nullable Object value, Storages storages) {
    try {
      return switch (value) {
        case PickleReader.TensorView view ->
            Optional.of(
                new TensorEntry(
                    name,
                    view.storage().type(),
                    view.shape(),
                    view.stride(),
                    view.offset(),
                    storages.bytes(view.storage())));
        case NumpyArray array -> array.tensor(name);
        case null, default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, "is damaged: " + e.getMessage(), e);
    }
  }
}
