package io.tessera.engine.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The C library's heap, which keeps what libtorch frees for later: good for speed, bad where the
 * next step needs other sizes.
 */
public final class NativeHeap {
  @SuppressWarnings("restricted") // a function of the C library, with the signature it has
  private static final Optional<MethodHandle> TRIM =
      Linker.nativeLinker()
          .defaultLookup()
          .find("malloc_trim")
          .map(
              address ->
                  Linker.nativeLinker()
                      .downcallHandle(
                          address,
                          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));

  private NativeHeap() {}

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
