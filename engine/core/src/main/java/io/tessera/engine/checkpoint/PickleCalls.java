package io.tessera.engine.checkpoint;

import io.tessera.engine.checkpoint.PickleReader.Bytes;
import io.tessera.engine.checkpoint.PickleReader.Global;
import io.tessera.engine.checkpoint.PickleReader.Opaque;
import io.tessera.engine.checkpoint.PickleReader.Storage;
import io.tessera.engine.checkpoint.PickleReader.TensorView;
import io.tessera.engine.checkpoint.PickleReader.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the calls in a pickle amount to, without calling anything: tensors, NumPy's arrays and
 * dictionaries are understood, everything else is {@link Opaque}.
 */
final class PickleCalls {
  /** Modules that no object of a training comes from, but all attacks on pickles. */
  private static final Set<String> HARMFUL_MODULES =
      Set.of(
          "os",
          "posix",
          "nt",
          "subprocess",
          "_posixsubprocess",
          "sys",
          "shutil",
          "socket",
          "ctypes",
          "importlib",
          "imp",
          "runpy",
          "code",
          "codeop",
          "pty",
          "pdb",
          "bdb",
          "timeit",
          "trace",
          "webbrowser",
          "requests",
          "httplib",
          "http",
          "urllib",
          "ftplib",
          "smtplib",
          "asyncio",
          "multiprocessing",
          "marshal",
          "commands",
          "popen2",
          "nturl2path",
          "pip",
          "cProfile",
          "profile",
          "doctest",
          "venv",
          "ensurepip");

  private static final Set<String> HARMFUL_BUILTINS =
      Set.of(
          "eval",
          "exec",
          "execfile",
          "compile",
          "open",
          "file",
          "input",
          "__import__",
          "breakpoint",
          "globals",
          "locals",
          "vars",
          "setattr",
          "delattr",
          "apply",
          "map",
          "filter");

  private static final Set<String> DICTIONARIES =
      Set.of("collections.OrderedDict", "collections.defaultdict", "builtins.dict");

  private final PickleReader reader;

  PickleCalls(PickleReader reader) {
    this.reader = reader;
  }

  /** Whether a name tells of a file that was made to harm. */
  static boolean isHarmful(Global name) {
    String top = name.module().split("\\.", 2)[0];
    boolean builtin = Set.of("builtins", "__builtin__", "__main__.__builtins__").contains(top);
    return HARMFUL_MODULES.contains(top)
        || builtin && HARMFUL_BUILTINS.contains(name.name().split("\\.", 2)[0]);
  }

  static @Nullable TensorType storageType(Global name) {
    if (name.module().equals("torch") || name.module().equals("torch.storage")) {
      for (TensorType type : TensorType.values()) {
        if (type.storageClass().equals(name.name())) {
          return type;
        }
      }
    }
    return null;
  }

  /** The value that a constructor would make. */
  @Nullable Object call(@Nullable Object function, @Nullable Object arguments, long at) {
    if (!(function instanceof Global name)) {
      return new Opaque("no class"); // an instance of what is opaque itself
    }
    if (!(arguments instanceof Tuple(List<@Nullable Object> a))) {
      throw reader.refuse("a call without arguments", at);
    }
    if (DICTIONARIES.contains(name.toString())) {
      return new LinkedHashMap<Object, @Nullable Object>();
    }
    return switch (name.toString()) {
      case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" -> tensor(a, at);
      case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state" ->
          a.isEmpty() ? null : a.getFirst();
      case "torch._tensor._rebuild_from_type_v2" ->
          a.size() > 2 ? call(a.get(0), a.get(2), at) : new Opaque(name.toString());
      case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" ->
          new NumpyArray();
      case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" ->
          NumpyArray.ofBuffer(a);
      case "numpy.dtype" ->
          new NumpyArray(!a.isEmpty() && a.getFirst() instanceof String type ? type : "");
      case "_codecs.encode" ->
          !a.isEmpty() && a.getFirst() instanceof String text
              ? new Bytes(text.getBytes(StandardCharsets.ISO_8859_1))
              : new Opaque(name.toString());
      case "builtins.bytearray" ->
          !a.isEmpty() && a.getFirst() instanceof Bytes b ? b : new Opaque("bytearray");
      default -> new Opaque(name.toString());
    };
  }

  private Object tensor(List<@Nullable Object> a, long at) {
    if (!a.isEmpty() && a.getFirst() instanceof Opaque) {
      return new Opaque("tensor of another type");
    }
    if (a.size() >= 4
        && a.get(0) instanceof Storage storage
        && a.get(1) instanceof Long offset
        && a.get(2) instanceof Tuple shape
        && a.get(3) instanceof Tuple stride) {
      return new TensorView(storage, offset, longs(shape, at), longs(stride, at));
    }
    throw reader.refuse("a tensor whose description makes no sense", at);
  }

  private long[] longs(Tuple tuple, long at) {
    List<@Nullable Object> items = new ArrayList<>(tuple.items());
    if (items.size() > 16) {
      throw reader.refuse("a tensor of " + items.size() + " dimensions", at);
    }
    long[] out = new long[items.size()];
    for (int i = 0; i < out.length; i++) {
      if (!(items.get(i) instanceof Long n)) {
        throw reader.refuse("a tensor whose shape is not made of integers", at);
      }
      out[i] = n;
    }
    return out;
  }
}
