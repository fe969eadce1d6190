package io.tessera.engine.torch;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.tessera.api.fault.InputException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An object of a TorchScript class, compiled from source text in this package's resources. Weights
 * live inside it; arguments and results are {@link HostTensor}s, numbers and strings.
 *
 * <p>Not thread-safe: one thread owns it. It owns its native memory, freed by {@link #close}.
 */
public final class ScriptModule implements AutoCloseable {
  private static final Pattern ATTRIBUTE =
      Pattern.compile("^  (\\w+) : ([\\w\\[\\], ]+)$", Pattern.MULTILINE);

  private static final Pattern INCLUDE =
      Pattern.compile("^  include (\\w+\\.py)$", Pattern.MULTILINE);
  private static final Pattern OPTION = Pattern.compile("\\bo\\[\"(\\w+)\"\\]");

  // Strongly reachable for as long as the script is: the model's finaliser closes the manager under
  // it.
  private final Model model;
  private final PtSymbolBlock block;
  private final PtNDManager manager;
  private final Set<String> options;
  private final List<ByteBuffer> staging = new ArrayList<>();
  private boolean closed;

  private ScriptModule(Model model, Set<String> options) {
    this.model = model;
    this.options = options;
    this.block = (PtSymbolBlock) model.getBlock();
    this.manager = (PtNDManager) model.getNDManager();
  }

  /**
   * Compiles the class {@code type} from the kernels that are right here (convolutions, attention,
   * norms) and the named sources, put one after another.
   *
   * @param sources file names beside this class; the last one holds the class
   */
  public static ScriptModule load(Device device, String type, String... sources) {
    List<String> all = new ArrayList<>(Kernels.sources(device));
    all.addAll(List.of(sources));
    return loadExactly(device, type, all);
  }

  /** As {@link #load}, from nothing but these sources. */
  static ScriptModule loadExactly(Device device, String type, List<String> sources) {
    StringBuilder text = new StringBuilder();
    for (String source : sources) {
      text.append(included(read(source), type)).append('\n');
    }
    byte[] archive = ScriptArchive.of(text.toString(), type, attributes(text.toString(), type));
    try {
      return read(device, type, new ByteArrayInputStream(archive), options(text.toString()));
    } catch (IOException | MalformedModelException e) {
      throw new IllegalStateException("the script " + type + " does not compile", e);
    }
  }

  /**
   * Loads a TorchScript archive that a user gives. TorchScript is a language of its own, run by
   * libtorch's interpreter; its code is checked before: see {@link ScriptGuard}.
   *
   * @throws InputException if the file is none, or if its code could do more than compute
   */
  public static ScriptModule open(Device device, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException("there is no file " + file);
    }
    try {
      Path copy = Files.createTempFile("tessera", ".pt");
      try {
        ForeignArchive.check(file, copy);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(copy))) {
          return read(device, String.valueOf(file.getFileName()), in, Set.of());
        }
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + e.getMessage(), e);
    } catch (MalformedModelException | EngineException e) {
      throw new InputException(
          file + " is no TorchScript archive (as torch.jit.save writes them)", e);
    }
  }

  private static ScriptModule read(
      Device device, String name, InputStream archive, Set<String> options)
      throws IOException, MalformedModelException {
    // The optimiser specialises per shape and hoists; windows and crops change shape all the time,
    // so plain interpretation is faster and its memory stays flat. The switch belongs to the
    // calling thread.
    Torch.engine(); // loads the native library
    JniUtils.setGraphExecutorOptimize(false);
    Model model = Model.newInstance(name, device.djl(), "PyTorch");
    try {
      model.load(archive, Map.of());
    } catch (IOException | MalformedModelException | RuntimeException e) {
      model.close();
      throw e;
    }
    return new ScriptModule(model, options);
  }

  /** The source with the files that it includes into its class. */
  private static String included(String source, String type) {
    return INCLUDE
        .matcher(source)
        .replaceAll(
            include ->
                Matcher.quoteReplacement(
                    read(include.group(1)).replace("__torch__.SELF", "__torch__." + type)));
  }

  private static Set<String> options(String source) {
    return OPTION.matcher(source).results().map(m -> m.group(1)).collect(Collectors.toSet());
  }

  /** Names of the options that the class reads, see {@link ScriptOptions}. */
  Set<String> options() {
    return options;
  }

  private static String read(String source) {
    try (InputStream in = ScriptModule.class.getResourceAsStream(source)) {
      if (in == null) {
        throw new IllegalArgumentException("no script source " + source);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The attributes declared in the class, so that they are written down once, in the script. */
  private static Map<String, String> attributes(String source, String type) {
    int start = source.indexOf("class " + type + "(Module):");
    if (start < 0) {
      throw new IllegalArgumentException("no class " + type);
    }
    int end = source.indexOf("\nclass ", start + 1);
    Matcher m = ATTRIBUTE.matcher(source.substring(start, end < 0 ? source.length() : end));
    Map<String, String> attributes = new LinkedHashMap<>();
    while (m.find()) {
      attributes.put(m.group(1), m.group(2));
    }
    return attributes;
  }

  /**
   * Calls a method without gradients.
   *
   * @param arguments {@link HostTensor}, {@code Integer}, {@code Long}, {@code Double}, {@code
   *     Boolean}, {@code String}
   * @return the tensor, or the tensors of the tuple, list or dictionary, that the method returns;
   *     empty for None
   */
  public List<HostTensor> call(String method, Object... arguments) {
    return List.copyOf(invoke(method, arguments).values());
  }

  /** As {@link #call}, for a method that returns {@code Dict[str, Tensor]}. */
  public Map<String, HostTensor> callForMap(String method, Object... arguments) {
    return invoke(method, arguments);
  }

  private Map<String, HostTensor> invoke(String method, Object[] arguments) {
    checkOpen();
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the engine is being shut down");
    }
    List<NDArray> arrays = new ArrayList<>();
    IValue[] values = new IValue[arguments.length];
    try {
      for (int i = 0; i < arguments.length; i++) {
        values[i] = value(arguments[i], i, arrays);
      }
      try (IValue result = IValueUtils.runMethod(block, method, values)) {
        return results(result);
      }
    } finally {
      for (IValue v : values) {
        if (v != null) {
          v.close();
        }
      }
      arrays.forEach(NDArray::close);
    }
  }

  /**
   * Calls {@code method} with gradients recorded, as training needs; what the script does with them
   * stays inside.
   *
   * @return the tensors of the dictionary that the method returns
   */
  public Map<String, HostTensor> train(String method, HostTensor... inputs) {
    checkOpen();
    NDList list = new NDList();
    try {
      for (int i = 0; i < inputs.length; i++) {
        list.add(array(inputs[i], i));
      }
      NDArray selector = manager.create(0f);
      selector.setName("module_method:" + method);
      list.add(selector);
      JniUtils.setGradMode(true);
      try (NDList out = IValueUtils.forward(block, list, true)) {
        Map<String, HostTensor> results = new LinkedHashMap<>();
        for (NDArray array : out) {
          String name = array.getName();
          results.put(
              name == null ? Integer.toString(results.size()) : name, host((PtNDArray) array));
        }
        return results;
      }
    } finally {
      JniUtils.setGradMode(false);
      list.close();
    }
  }

  private IValue value(Object argument, int slot, List<NDArray> arrays) {
    return switch (argument) {
      case HostTensor t -> {
        PtNDArray array = array(t, slot);
        arrays.add(array);
        yield IValue.from(array);
      }
      case Integer n -> IValue.from(n.longValue());
      case Long n -> IValue.from(n.longValue());
      case Double d -> IValue.from(d.doubleValue());
      case Boolean b -> IValue.from(b.booleanValue());
      case String s -> IValue.from(s);
      default -> throw new IllegalArgumentException("a script takes no " + argument.getClass());
    };
  }

  /**
   * A native view of the argument. Heap arrays go through one direct buffer per argument that is
   * used again, because direct buffers are only freed by the garbage collector.
   */
  private PtNDArray array(HostTensor tensor, int slot) {
    Shape shape = new Shape(tensor.shape());
    return switch (tensor) {
      case HostTensor.Floats f -> {
        ByteBuffer buffer = staging(slot, f.data().length * 4L);
        buffer.asFloatBuffer().put(f.data());
        yield create(buffer, shape, DataType.FLOAT32);
      }
      case HostTensor.Longs l -> {
        ByteBuffer buffer = staging(slot, l.data().length * 8L);
        buffer.asLongBuffer().put(l.data());
        yield create(buffer, shape, DataType.INT64);
      }
      case HostTensor.Bytes b -> {
        ByteBuffer buffer = staging(slot, b.data().length);
        buffer.put(b.data()).flip();
        yield create(buffer, shape, DataType.UINT8);
      }
      case HostTensor.Mapped m -> {
        if (!m.data().isDirect()) {
          throw new IllegalArgumentException("a mapped tensor lies outside the heap");
        }
        yield create(
            m.data().order(ByteOrder.nativeOrder()),
            shape,
            m.half() ? DataType.FLOAT16 : DataType.FLOAT32);
      }
    };
  }

  private PtNDArray create(ByteBuffer buffer, Shape shape, DataType type) {
    return manager.create(buffer, shape, type);
  }

  private ByteBuffer staging(int slot, long bytes) {
    while (staging.size() <= slot) {
      staging.add(ByteBuffer.allocateDirect(0));
    }
    ByteBuffer buffer = staging.get(slot);
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes));
      staging.set(slot, buffer);
    }
    return buffer.clear().limit(Math.toIntExact(bytes)).slice().order(ByteOrder.nativeOrder());
  }

  private Map<String, HostTensor> results(IValue result) {
    Map<String, HostTensor> out = new LinkedHashMap<>();
    if (result.isTensor() || result.isTensorList() || result.isTuple() || result.isMap()) {
      try (NDList list = result.toNDList(manager)) {
        for (NDArray array : list) {
          String name = array.getName();
          out.put(name == null ? Integer.toString(out.size()) : name, host((PtNDArray) array));
        }
      }
    }
    return out;
  }

  private static HostTensor host(PtNDArray array) {
    long[] shape = array.getShape().getShape();
    int size = Math.toIntExact(array.getShape().size());
    if (array.getDevice().isGpu()) {
      try (PtNDArray copy = array.toDevice(ai.djl.Device.cpu(), true)) {
        return read(copy, shape, size);
      }
    }
    return read(array, shape, size);
  }

  private static HostTensor read(PtNDArray array, long[] shape, int size) {
    if (size == 0) {
      return new HostTensor.Floats(new float[0], shape);
    }
    ByteBuffer bytes = array.toByteBuffer(true);
    return switch (array.getDataType()) {
      case FLOAT32 -> {
        float[] data = new float[size];
        bytes.asFloatBuffer().get(data);
        yield new HostTensor.Floats(data, shape);
      }
      case INT64 -> {
        long[] data = new long[size];
        bytes.asLongBuffer().get(data);
        yield new HostTensor.Longs(data, shape);
      }
      case UINT8 -> {
        byte[] data = new byte[size];
        bytes.get(data);
        yield new HostTensor.Bytes(data, shape);
      }
      default -> throw new IllegalStateException("a script returned " + array.getDataType());
    };
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the script module is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      staging.clear();
      model.close();
    }
  }
}
