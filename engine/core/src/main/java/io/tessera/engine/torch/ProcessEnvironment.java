package io.tessera.engine.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Variables of this process's environment, for native libraries that read them when they start. */
final class ProcessEnvironment {
  @SuppressWarnings("restricted") // a function of the C library, with the signature it has
  private static final Optional<MethodHandle> SET =
      Linker.nativeLinker()
          .defaultLookup()
          .find("setenv")
          .map(
              address ->
                  Linker.nativeLinker()
                      .downcallHandle(
                          address,
                          FunctionDescriptor.of(
                              ValueLayout.JAVA_INT,
                              ValueLayout.ADDRESS,
                              ValueLayout.ADDRESS,
                              ValueLayout.JAVA_INT)));

  private ProcessEnvironment() {}

  /**
   * Sets a variable that the user has not set; without effect where the C library has no setenv.
   */
  static void setDefault(String name, String value) {
    if (SET.isEmpty() || System.getenv(name) != null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = arena.allocateFrom(name);
      int unused = (int) SET.get().invokeExact(key, arena.allocateFrom(value), 1);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
