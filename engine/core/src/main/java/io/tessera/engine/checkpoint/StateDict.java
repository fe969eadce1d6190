package io.tessera.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the tensors in what a PyTorch pickle held. */
final class StateDict {
  /** Gives the bytes of a storage. */
  interface Storages {
    MemorySegment bytes(PickleReader.Storage storage);
  }

  private StateDict() {}

  /**
   * The entries of {@code root["state_dict"]}, or of the root itself where it is a bare state_dict.
   */
  static Map<String, TensorEntry> tensors(Path file, @Nullable Object root, Storages storages) {
    if (!(root instanceof Map<?, ?> map)) {
      throw new CheckpointException(file, "holds no dictionary of weights");
    }
    Map<?, ?> state = map.get("state_dict") instanceof Map<?, ?> inner ? inner : map;
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    state.forEach(
        (key, value) -> {
          if (key instanceof String name && value instanceof PickleReader.TensorView view) {
            tensors.put(name, entry(file, name, view, storages));
          }
        });
    if (tensors.isEmpty()) {
      throw new CheckpointException(
          file, "holds no tensors (neither a state_dict nor a dictionary of weights)");
    }
    return tensors;
  }

  private static TensorEntry entry(
      Path file, String name, PickleReader.TensorView view, Storages storages) {
    try {
      return new TensorEntry(
          name,
          view.storage().type(),
          view.shape(),
          view.stride(),
          view.offset(),
          storages.bytes(view.storage()));
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, "is damaged: " + e.getMessage(), e);
    }
  }
}
