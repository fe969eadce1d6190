package io.tessera.engine.training;

import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One training at a time works in a folder: two would write each other's state. The lock is the
 * system's, so it ends with its process however that ends.
 */
record RunLock(FileChannel channel, FileLock lock) implements AutoCloseable {
  /**
   * @throws InputException if another training works there, or the folder cannot be written
   */
  static RunLock of(Path folder) {
    Path file = folder.resolve(".lock");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = taken(channel);
      if (lock == null) {
        channel.close();
        throw new InputException(
            folder + " is being trained in by another process; wait for it, or use another folder");
      }
      return new RunLock(channel, lock);
    } catch (IOException e) {
      throw new InputException(folder + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static @Nullable FileLock taken(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) { // by this process
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close(); // the file stays: whoever waits for it has it open
  }
}
