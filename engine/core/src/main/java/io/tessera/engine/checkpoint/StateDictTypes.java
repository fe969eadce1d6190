package io.tessera.engine.checkpoint;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the element type of every storage mentioned anywhere in a pickle's content. */
final class StateDictTypes {
  private StateDictTypes() {}

  static void collect(@Nullable Object root, Map<String, TensorType> types) {
    // A work list and a set of containers seen, for a pickle may refer to itself.
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    offer(root, open);
    while (!open.isEmpty()) {
      Object value = open.pop();
      switch (value) {
        case PickleReader.TensorView view -> types.put(view.storage().key(), view.storage().type());
        case PickleReader.Storage storage -> types.put(storage.key(), storage.type());
        case Map<?, ?> map when seen.add(map) -> offerAll(map.values(), open);
        case Collection<?> list when seen.add(list) -> offerAll(list, open);
        case PickleReader.Tuple tuple when seen.add(tuple) -> offerAll(tuple.items(), open);
        default -> {
          // plain values hold no storages
        }
      }
    }
  }

  private static void offerAll(Collection<?> values, Deque<Object> open) {
    values.forEach(v -> offer(v, open));
  }

  private static void offer(@Nullable Object value, Deque<Object> open) {
    if (value != null) {
      open.push(value);
    }
  }
}
