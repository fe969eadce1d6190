package io.tessera.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of {@code torch.save} before 1.6: five pickles (magic, protocol, system, object,
 * storage keys), then for every key an int64 element count and the elements.
 */
final class TorchLegacyReader {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final MemorySegment all;

  TorchLegacyReader(Path file, MemorySegment all) {
    this.file = file;
    this.all = all;
  }

  Checkpoint.Content read() {
    PickleReader pickles = new PickleReader(file, all, 0);
    Object magic = pickles.read();
    if (!MAGIC.equals(magic)) {
      throw new CheckpointException(file, "is a pickle, but no PyTorch checkpoint");
    }
    pickles.read(); // protocol
    pickles.read(); // sizes of the writer's integers
    Object content = pickles.read();
    Object keys = pickles.read();
    if (!(keys instanceof List<?> list)) {
      throw new CheckpointException(file, "is damaged: the list of storages is missing");
    }
    Map<String, MemorySegment> storages = locate(list, pickles.storages(), pickles.position());
    return new Checkpoint.Content(
        StateDict.tensors(
            file,
            content,
            storage -> {
              MemorySegment bytes = storages.get(storage.key());
              if (bytes == null) {
                throw new CheckpointException(
                    file, "is damaged: storage '" + storage.key() + "' is missing");
              }
              return bytes;
            }),
        Map.of());
  }

  private Map<String, MemorySegment> locate(
      List<?> keys, Map<String, TensorType> types, long start) {
    Map<String, MemorySegment> storages = new HashMap<>();
    long position = start;
    for (Object key : keys) {
      if (!(key instanceof String name) || !types.containsKey(name)) {
        throw new CheckpointException(
            file, "is damaged: storage '" + key + "' is used by no tensor");
      }
      if (position + 8 > all.byteSize()) {
        throw new CheckpointException(file, "is cut off before storage '" + name + "'");
      }
      long count = all.get(LONG, position);
      int width = java.util.Objects.requireNonNull(types.get(name)).bytes();
      position += 8;
      if (count < 0 || count > (all.byteSize() - position) / width) {
        throw new CheckpointException(
            file, "is cut off in storage '" + name + "' of " + count + " elements");
      }
      storages.put(name, all.asSlice(position, count * width));
      position += count * width;
    }
    return storages;
  }
}
