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
import org.jspecify.annotations.Nullable;

/**
 * Reads the data in a pickle without being able to run any of it. Names are never resolved: {@link
 * PickleCalls} interprets the handful of constructors that weights need, and the object of any
 * other class becomes an {@link Opaque}, whose state is dropped. Names that only a file that means
 * harm has reason to call are refused, so that the user learns of it.
 *
 * <p>Protocols 0 to 5. Memory is bounded by the length of the pickle: no opcode allocates more than
 * the bytes it consumed.
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

  /** Bytes, as NumPy's arrays hold them. */
  record Bytes(byte[] data) {}

  /** ('storage', class, key, location, element count). */
  record Storage(TensorType type, String key, long count) {}

  /** Arguments of {@code _rebuild_tensor_v2}. */
  record TensorView(Storage storage, long offset, long[] shape, long[] stride) {}

  /** A value that is of no use here, such as an object of some program's class. */
  record Opaque(String kind) {}

  private record Mark() {}

  private static final Mark MARK = new Mark();
  private static final int LONGEST_LINE = 4096;

  private final Path file;
  private final MemorySegment bytes;
  private long position;
  private final List<@Nullable Object> stack = new ArrayList<>();
  private final Map<Integer, @Nullable Object> memo = new HashMap<>();
  private final Map<String, TensorType> storages = new HashMap<>();
  private final PickleCalls calls = new PickleCalls(this);

  PickleReader(Path file, MemorySegment bytes, long position) {
    this.file = file;
    this.bytes = bytes;
    this.position = position;
  }

  /** First byte after the pickle that was read last. */
  long position() {
    return position;
  }

  /** The storages that were mentioned, by their keys, with the types of their elements. */
  Map<String, TensorType> storages() {
    return storages;
  }

  /** Reads one pickle, up to and with its STOP. */
  @Nullable Object read() {
    stack.clear();
    memo.clear();
    while (true) {
      long at = position;
      int opcode = u8();
      if (opcode == '.') {
        return pop(1, at).getFirst();
      }
      if (!constant(opcode, at) && !container(opcode, at) && !object(opcode, at)) {
        throw refuse(
            String.format(
                Locale.ROOT, "the opcode 0x%02x, which no checkpoint of weights needs", opcode),
            at);
      }
    }
  }

  /** Values by themselves. */
  private boolean constant(int opcode, long at) {
    switch (opcode) {
      case 'X' -> push(utf8(u32(), at));
      case 0x8c -> push(utf8(u8(), at));
      case 0x8d -> push(utf8(i64(), at));
      case 'T' -> push(latin1(u32(), at));
      case 'U' -> push(latin1(u8(), at));
      case 'S', 'V' -> push(unquoted(line()));
      case 'B' -> push(new Bytes(take(u32(), at)));
      case 'C' -> push(new Bytes(take(u8(), at)));
      case 0x8e, 0x96 -> push(new Bytes(take(i64(), at)));
      case 'J' -> push((long) i32());
      case 'K' -> push((long) u8());
      case 'M' -> push((long) (u8() | u8() << 8));
      case 'I', 'L' -> push(decimal(line(), at));
      case 0x8a -> push(integer(take(u8(), at)));
      case 0x8b -> push(integer(take(u32(), at)));
      case 'G' -> push(float64());
      case 'F' -> push(floating(line(), at));
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Lists, tuples, dictionaries and sets, the stack and the memo. */
  private boolean container(int opcode, long at) {
    switch (opcode) {
      case 0x80 -> protocol(u8(), at);
      case 0x95 -> skipFrame(i64(), at);
      case '}' -> push(new LinkedHashMap<Object, @Nullable Object>());
      case 'd' -> dictionary(popMark(at), at);
      case ']' -> push(new ArrayList<@Nullable Object>());
      case 'l' -> push(popMark(at));
      case ')' -> push(new Tuple(List.of()));
      case 't' -> push(new Tuple(popMark(at)));
      case 0x85 -> push(new Tuple(pop(1, at)));
      case 0x86 -> push(new Tuple(pop(2, at)));
      case 0x87 -> push(new Tuple(pop(3, at)));
      case 0x8f -> push(new Opaque("set"));
      case 0x90 -> popMark(at); // ADDITEMS: what is in a set is of no use here
      case 0x91 -> {
        popMark(at);
        push(new Opaque("frozenset"));
      }
      case '(' -> push(MARK);
      case '0' -> pop(1, at);
      case '1' -> popMark(at);
      case '2' -> push(peek(at));
      case 'a' -> append(pop(1, at), at);
      case 'e' -> append(popMark(at), at);
      case 's' -> setItems(pop(2, at), at);
      case 'u' -> setItems(popMark(at), at);
      case 'q' -> memo.put(u8(), peek(at));
      case 'r' -> memo.put(i32(), peek(at));
      case 'p' -> memo.put(number(line(), at), peek(at));
      case 0x94 -> memo.put(memo.size(), peek(at));
      case 'h' -> push(recall(u8(), at));
      case 'j' -> push(recall(i32(), at));
      case 'g' -> push(recall(number(line(), at), at));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** What would make objects of classes. */
  private boolean object(int opcode, long at) {
    switch (opcode) {
      case 'c' -> push(global(line(), line(), at));
      case 0x93 -> {
        List<@Nullable Object> pair = pop(2, at);
        if (!(pair.get(0) instanceof String module) || !(pair.get(1) instanceof String name)) {
          throw refuse("a class without a name", at);
        }
        push(global(module, name, at));
      }
      case 'R', 0x81 -> {
        List<@Nullable Object> pair = pop(2, at);
        push(calls.call(pair.get(0), pair.get(1), at));
      }
      case 0x92 -> {
        List<@Nullable Object> three = pop(3, at);
        push(calls.call(three.get(0), three.get(1), at));
      }
      case 'i' -> {
        Global type = global(line(), line(), at);
        push(calls.call(type, new Tuple(popMark(at)), at));
      }
      case 'o' -> {
        List<@Nullable Object> parts = popMark(at);
        Object type = parts.isEmpty() ? null : parts.removeFirst();
        push(calls.call(type, new Tuple(parts), at));
      }
      case 'b' -> {
        Object state = pop(1, at).getFirst();
        if (peek(at) instanceof NumpyArray array) {
          array.build(state);
        } // else attributes of an object that is of no use here
      }
      case 'Q' -> push(persistent(pop(1, at).getFirst(), at));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void protocol(int version, long at) {
    if (version > 5) {
      throw refuse("pickle protocol " + version + "; this version reads up to 5", at);
    }
  }

  private void skipFrame(long length, long at) {
    if (length < 0 || length > bytes.byteSize() - position) {
      throw refuse("a frame of " + length + " bytes, longer than the rest of the file", at);
    }
  }

  private Global global(String module, String name, long at) {
    Global global = new Global(module, name);
    if (PickleCalls.isHarmful(global)) {
      throw refuse("'" + global + "', which could run code", at);
    }
    return global;
  }

  private void dictionary(List<@Nullable Object> items, long at) {
    push(new LinkedHashMap<Object, @Nullable Object>());
    setItems(items, at);
  }

  private Object persistent(@Nullable Object id, long at) {
    if (id instanceof Tuple(List<@Nullable Object> p)
        && p.size() >= 5
        && "storage".equals(p.get(0))
        && p.get(1) instanceof Global type
        && p.get(2) instanceof String key
        && p.get(4) instanceof Long count) {
      TensorType known = PickleCalls.storageType(type);
      if (known == null) {
        return new Opaque(type.toString());
      }
      storages.put(key, known);
      return new Storage(known, key, count);
    }
    throw refuse("a reference to something that is no tensor storage", at);
  }

  private void append(List<@Nullable Object> items, long at) {
    if (peek(at) instanceof Opaque) {
      return; // what an object of some class holds
    }
    if (!(peek(at) instanceof List<?>)) {
      throw refuse("an item appended to something that is no list", at);
    }
    @SuppressWarnings("unchecked")
    List<@Nullable Object> list =
        (List<@Nullable Object>) java.util.Objects.requireNonNull(peek(at));
    list.addAll(items);
  }

  private void setItems(List<@Nullable Object> items, long at) {
    if (peek(at) instanceof Opaque) {
      return;
    }
    if (!(peek(at) instanceof Map<?, ?>) || items.size() % 2 != 0) {
      throw refuse("an entry set on something that is no dictionary", at);
    }
    @SuppressWarnings("unchecked")
    Map<Object, @Nullable Object> map =
        (Map<Object, @Nullable Object>) java.util.Objects.requireNonNull(peek(at));
    for (int i = 0; i < items.size(); i += 2) {
      // Only flat keys: hashing a container could take for ever in a file that means harm. Weights
      // have names.
      switch (items.get(i)) {
        case String key -> map.put(key, items.get(i + 1));
        case Long key -> map.put(key, items.get(i + 1));
        case Boolean key -> map.put(key, items.get(i + 1));
        case Global key -> map.put(key, items.get(i + 1));
        case null, default -> {
          // of no use here
        }
      }
    }
  }

  CheckpointException refuse(String what, long at) {
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

  private long i64() {
    return u32() | (long) i32() << 32;
  }

  private Object decimal(String text, long at) {
    String digits = text.endsWith("L") ? text.substring(0, text.length() - 1) : text;
    if (digits.equals("00") || digits.equals("01")) { // booleans of protocol 0
      return digits.equals("01");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw refuse("the number '" + text + "'", at);
    }
  }

  private int number(String text, long at) {
    return decimal(text, at) instanceof Long n ? Math.toIntExact(n) : 0;
  }

  private double floating(String text, long at) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw refuse("the number '" + text + "'", at);
    }
  }

  /** Without the quotes of protocol 0; what is escaped in it stays so. */
  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && (text.charAt(0) == '\'' || text.charAt(0) == '"');
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private double float64() {
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = bits << 8 | u8();
    }
    return Double.longBitsToDouble(bits);
  }

  private byte[] take(long length, long at) {
    if (length < 0 || length > bytes.byteSize() - position || length > Integer.MAX_VALUE - 8) {
      throw refuse("a text of " + length + " bytes, longer than the rest of the file", at);
    }
    byte[] out = bytes.asSlice(position, length).toArray(ValueLayout.JAVA_BYTE);
    position += length;
    return out;
  }

  private String latin1(long length, long at) {
    return new String(take(length, at), StandardCharsets.ISO_8859_1);
  }

  private String utf8(long length, long at) {
    return new String(take(length, at), StandardCharsets.UTF_8);
  }

  private String line() {
    StringBuilder text = new StringBuilder();
    for (int c = u8(); c != '\n'; c = u8()) {
      text.append((char) c);
      if (text.length() > LONGEST_LINE) {
        throw refuse("a line of more than " + LONGEST_LINE + " letters", position);
      }
    }
    return text.toString();
  }
}
