package io.tessera.engine.checkpoint;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the data in a pickle without being able to run any of it: the handful of constructors that
 * PyTorch's checkpoints need are interpreted here, every other name is refused with its position,
 * and so is every opcode that could build an object of a class.
 *
 * <p>Memory is bounded by the length of the pickle: no opcode allocates more than the bytes it
 * consumed.
 */
final class PickleReader {
  /** A name the pickle mentions, such as {@code torch FloatStorage}; never resolved to anything. */
  record Global(String module, String name) {
    @Override
    public String toString() {
      return module + "." + name;
    }
  }

  record Tuple(List<@Nullable Object> items) {}

  /** ('storage', class, key, location, element count). */
  record Storage(TensorType type, String key, long count) {}

  /** Arguments of {@code _rebuild_tensor_v2}. */
  record TensorView(Storage storage, long offset, long[] shape, long[] stride) {}

  /** A value that is of no use here, such as a numpy scalar. */
  record Opaque(String kind) {}

  private record Mark() {}

  private static final Mark MARK = new Mark();

  private static final Set<Global> REBUILDERS =
      Set.of(
          new Global("collections", "OrderedDict"),
          new Global("torch._utils", "_rebuild_tensor_v2"),
          new Global("torch._utils", "_rebuild_parameter"),
          new Global("numpy.core.multiarray", "scalar"),
          new Global("numpy._core.multiarray", "scalar"),
          new Global("numpy", "dtype"),
          new Global("_codecs", "encode"));

  /** May be mentioned (as a key), never called. */
  private static final Set<Global> NAMES =
      Set.of(
          new Global("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint"),
          new Global("pytorch_lightning.callbacks.early_stopping", "EarlyStopping"));

  private final Path file;
  private final MemorySegment bytes;
  private long position;
  private final List<@Nullable Object> stack = new ArrayList<>();
  private final Map<Integer, @Nullable Object> memo = new HashMap<>();

  PickleReader(Path file, MemorySegment bytes, long position) {
    this.file = file;
    this.bytes = bytes;
    this.position = position;
  }

  /** First byte after the pickle that was read last. */
  long position() {
    return position;
  }

  /** Reads one pickle, up to and with its STOP. */
  @Nullable Object read() {
    stack.clear();
    memo.clear();
    while (true) {
      long at = position;
      int opcode = u8();
      switch (opcode) {
        case 0x80 -> protocol(u8(), at);
        case '}' -> push(new LinkedHashMap<Object, @Nullable Object>());
        case ']' -> push(new ArrayList<@Nullable Object>());
        case ')' -> push(new Tuple(List.of()));
        case '(' -> push(MARK);
        case 'q' -> memo.put(u8(), peek(at));
        case 'r' -> memo.put(i32(), peek(at));
        case 'h' -> push(recall(u8(), at));
        case 'j' -> push(recall(i32(), at));
        case 'X' -> push(utf8(u32(), at));
        case 'T' -> push(new String(take(u32(), at), StandardCharsets.ISO_8859_1));
        case 'U' -> push(new String(take(u8(), at), StandardCharsets.ISO_8859_1));
        case 'J' -> push((long) i32());
        case 'K' -> push((long) u8());
        case 'M' -> push((long) (u8() | u8() << 8));
        case 0x8a -> push(integer(take(u8(), at)));
        case 'G' -> push(float64());
        case 'N' -> push(null);
        case 0x88 -> push(true);
        case 0x89 -> push(false);
        case 't' -> push(new Tuple(popMark(at)));
        case 0x85 -> push(new Tuple(pop(1, at)));
        case 0x86 -> push(new Tuple(pop(2, at)));
        case 0x87 -> push(new Tuple(pop(3, at)));
        case 'a' -> append(pop(1, at), at);
        case 'e' -> append(popMark(at), at);
        case 's' -> setItems(pop(2, at), at);
        case 'u' -> setItems(popMark(at), at);
        case 'c' -> push(global(new Global(line(), line()), at));
        case 'R' -> reduce(at);
        case 'b' -> pop(1, at); // BUILD: attributes of an OrderedDict or a dtype, of no use here
        case 'Q' -> push(persistent(pop(1, at).getFirst(), at));
        case '.' -> {
          return pop(1, at).getFirst();
        }
        default ->
            throw refuse(
                String.format(
                    Locale.ROOT, "the opcode 0x%02x, which no plain checkpoint needs", opcode),
                at);
      }
    }
  }

  private void protocol(int version, long at) {
    if (version > 3) {
      throw refuse("pickle protocol " + version + "; PyTorch writes 2", at);
    }
  }

  private Global global(Global name, long at) {
    if (REBUILDERS.contains(name) || NAMES.contains(name) || storageType(name) != null) {
      return name;
    }
    throw refuse("'" + name + "', which could run code", at);
  }

  private static @Nullable TensorType storageType(Global name) {
    if (name.module.equals("torch")) {
      for (TensorType type : TensorType.values()) {
        if (type.storageClass().equals(name.name)) {
          return type;
        }
      }
    }
    return null;
  }

  private void reduce(long at) {
    List<@Nullable Object> pair = pop(2, at);
    if (!(pair.get(0) instanceof Global function)
        || !REBUILDERS.contains(function)
        || !(pair.get(1) instanceof Tuple arguments)) {
      throw refuse("a call of something that is no known constructor", at);
    }
    push(
        switch (function.name) {
          case "OrderedDict" -> new LinkedHashMap<Object, @Nullable Object>();
          case "_rebuild_tensor_v2" -> tensor(arguments.items, at);
          case "_rebuild_parameter" ->
              arguments.items.isEmpty() ? null : arguments.items.getFirst();
          default -> new Opaque(function.toString());
        });
  }

  private TensorView tensor(List<@Nullable Object> a, long at) {
    if (a.size() >= 4
        && a.get(0) instanceof Storage storage
        && a.get(1) instanceof Long offset
        && a.get(2) instanceof Tuple shape
        && a.get(3) instanceof Tuple stride) {
      return new TensorView(storage, offset, longs(shape, at), longs(stride, at));
    }
    throw refuse("a tensor whose description makes no sense", at);
  }

  private long[] longs(Tuple tuple, long at) {
    if (tuple.items.size() > 16) {
      throw refuse("a tensor of " + tuple.items.size() + " dimensions", at);
    }
    long[] out = new long[tuple.items.size()];
    for (int i = 0; i < out.length; i++) {
      if (!(tuple.items.get(i) instanceof Long n)) {
        throw refuse("a tensor whose shape is not made of integers", at);
      }
      out[i] = n;
    }
    return out;
  }

  private Storage persistent(@Nullable Object id, long at) {
    if (id instanceof Tuple(List<@Nullable Object> p)
        && p.size() >= 5
        && "storage".equals(p.get(0))
        && p.get(1) instanceof Global type
        && storageType(type) instanceof TensorType known
        && p.get(2) instanceof String key
        && p.get(4) instanceof Long count) {
      return new Storage(known, key, count);
    }
    throw refuse("a reference to something that is no tensor storage", at);
  }

  private void append(List<@Nullable Object> items, long at) {
    if (!(peek(at) instanceof List<?>)) {
      throw refuse("an item appended to something that is no list", at);
    }
    @SuppressWarnings("unchecked")
    List<@Nullable Object> list =
        (List<@Nullable Object>) java.util.Objects.requireNonNull(peek(at));
    list.addAll(items);
  }

  private void setItems(List<@Nullable Object> items, long at) {
    if (!(peek(at) instanceof Map<?, ?>) || items.size() % 2 != 0) {
      throw refuse("an entry set on something that is no dictionary", at);
    }
    @SuppressWarnings("unchecked")
    Map<Object, @Nullable Object> map =
        (Map<Object, @Nullable Object>) java.util.Objects.requireNonNull(peek(at));
    for (int i = 0; i < items.size(); i += 2) {
      // Only flat keys: hashing a container could take for ever in a file that means harm.
      switch (items.get(i)) {
        case String key -> map.put(key, items.get(i + 1));
        case Long key -> map.put(key, items.get(i + 1));
        case Boolean key -> map.put(key, items.get(i + 1));
        case Global key -> map.put(key, items.get(i + 1));
        case null, default -> throw refuse("a dictionary key that is no name or number", at);
      }
    }
  }

  private CheckpointException refuse(String what, long at) {
    return new CheckpointException(
        file, "refused: the pickle has, at byte " + at + ", " + what + ". Nothing was run.");
  }

  private void push(@Nullable Object value) {
    stack.add(value);
  }

  private @Nullable Object peek(long at) {
    if (stack.isEmpty()) {
      throw refuse("an instruction without a value to work on", at);
    }
    return stack.getLast();
  }

  private @Nullable Object recall(int key, long at) {
    if (!memo.containsKey(key)) {
      throw refuse("a reference to a value that was never stored", at);
    }
    return memo.get(key);
  }

  private List<@Nullable Object> pop(int count, long at) {
    int from = stack.size() - count;
    if (from < 0) {
      throw refuse("an instruction without a value to work on", at);
    }
    return cut(from, from);
  }

  private List<@Nullable Object> popMark(long at) {
    for (int i = stack.size() - 1; i >= 0; i--) {
      if (stack.get(i) instanceof Mark) {
        return cut(i + 1, i);
      }
    }
    throw refuse("the end of a list that never began", at);
  }

  private List<@Nullable Object> cut(int from, int keep) {
    List<@Nullable Object> items = new ArrayList<>(stack.subList(from, stack.size()));
    stack.subList(keep, stack.size()).clear();
    return items;
  }

  private static Object integer(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length + 1];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[littleEndian.length - i] = littleEndian[i];
    }
    if (littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0) {
      bigEndian[0] = -1;
    }
    BigInteger value = new BigInteger(bigEndian);
    return value.bitLength() < 64 ? (Object) value.longValue() : value;
  }

  private int u8() {
    if (position >= bytes.byteSize()) {
      throw new CheckpointException(
          file, "is cut off: the pickle ends in the middle, at byte " + position);
    }
    return bytes.get(ValueLayout.JAVA_BYTE, position++) & 0xff;
  }

  private int i32() {
    return u8() | u8() << 8 | u8() << 16 | u8() << 24;
  }

  private long u32() {
    return i32() & 0xffffffffL;
  }

  private double float64() {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | u8();
    }
    return Double.longBitsToDouble(bits);
  }

  private byte[] take(long length, long at) {
    if (length > bytes.byteSize() - position || length > Integer.MAX_VALUE - 8) {
      throw refuse("a text of " + length + " bytes, longer than the rest of the file", at);
    }
    byte[] out = bytes.asSlice(position, length).toArray(ValueLayout.JAVA_BYTE);
    position += length;
    return out;
  }

  private String utf8(long length, long at) {
    return new String(take(length, at), StandardCharsets.UTF_8);
  }

  private String line() {
    StringBuilder text = new StringBuilder();
    for (int c = u8(); c != '\n'; c = u8()) {
      text.append((char) c);
      if (text.length() > 256) {
        throw refuse("a name of more than 256 letters", position);
      }
    }
    return text.toString();
  }
}
