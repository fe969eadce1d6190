package io.tessera.engine.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The C library's heap. Left alone, glibc gives every large block back to the system as soon as it
 * is freed, and the system clears each page anew for the next one: networks, whose maps are all
 * large and short-lived, spend more time on that than on computing (decision 0016).
 */
public final class NativeHeap {
  /** glibc's numbers of what can be set. */
  private static final int TRIM_THRESHOLD = -1;

  private static final int MOST_MAPPED_BLOCKS = -4;

  private static final Optional<MethodHandle> TRIM =
      find("malloc_trim", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));

  private static final Optional<MethodHandle> SET =
      find(
          "mallopt",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private NativeHeap() {}

  @SuppressWarnings("restricted") // functions of the C library, with the signatures they have
  private static Optional<MethodHandle> find(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(address -> linker.downcallHandle(address, signature));
  }

  /**
   * From now on what is freed stays with the process, for its next blocks, until {@link #trim}.
   * Without effect where the C library is not glibc.
   */
  static void keepFreed() {
    // mallopt alone would also be found in other C libraries, where the numbers mean other things.
    if (TRIM.isPresent() && SET.isPresent()) {
      set(MOST_MAPPED_BLOCKS, 0);
      set(TRIM_THRESHOLD, -1);
    }
  }

  private static void set(int what, int value) {
    try {
      int unused = (int) SET.get().invokeExact(what, value);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives freed memory back to the system, where the C library can (glibc). */
  public static void trim() {
    if (TRIM.isPresent()) {
      try {
        int unused = (int) TRIM.get().invokeExact(0L);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
