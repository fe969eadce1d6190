package io.tessera.server;

import io.tessera.api.fault.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One child process and the connection to it. */
final class Child {
  private static final Logger LOG = LoggerFactory.getLogger(Child.class);
  private static final long START_SECONDS = 90;
  private static final int TOKEN_BYTES = 24;
  private static final int LAST_WORDS = 12;
  private static final long END_SECONDS = 5;

  private final Process process;
  private final Connection connection;
  private final LastWords words;

  private Child(Process process, Connection connection, LastWords words) {
    this.process = process;
    this.connection = connection;
    this.words = words;
  }

  /**
   * Starts one; returns when it listens.
   *
   * @throws InputException if it does not come to that
   */
  static Child start(List<String> command) {
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new InputException("the engine cannot be started: " + e.getMessage(), e);
    }
    LastWords words = new LastWords(process.getErrorStream());
    try {
      String token = token();
      process.getOutputStream().write((token + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      int port = port(process).get(START_SECONDS, TimeUnit.SECONDS);
      return new Child(
          process, new Connection(URI.create("http://127.0.0.1:" + port), token), words);
    } catch (IOException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new InputException("the engine does not start: " + words.last(), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InputException("interrupted while the engine was starting", e);
    }
  }

  private static String token() {
    byte[] secret = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** Reads the port; what else the child prints is passed over. */
  private static CompletableFuture<Integer> port(Process process) {
    CompletableFuture<Integer> port = new CompletableFuture<>();
    readAside(
        "child's output",
        () -> {
          try (BufferedReader out = reader(process.getInputStream())) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
              if (line.startsWith(ChildServer.PORT)) {
                port.complete(Integer.valueOf(line.substring(ChildServer.PORT.length()).strip()));
              }
            }
            port.completeExceptionally(new IOException("it ended"));
          } catch (IOException | NumberFormatException e) {
            port.completeExceptionally(e);
          }
        });
    return port;
  }

  /** On a platform thread: a virtual one that reads from a pipe holds on to its carrier. */
  private static Thread readAside(String name, Runnable reading) {
    return Thread.ofPlatform().daemon().name(name).start(reading);
  }

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, Charset.defaultCharset()));
  }

  Connection connection() {
    return connection;
  }

  Process process() {
    return process;
  }

  /** Its last lines of complaint. */
  String lastWords() {
    return words.last();
  }

  /** Ends it: by the end of its input, or by force if that does not help soon. */
  void end() {
    connection.close();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Hands on what a process complains about, and remembers the end of it. */
  private static final class LastWords {
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final Thread thread;

    LastWords(InputStream in) {
      this.thread = readAside("child's complaints", () -> read(in));
    }

    private void read(InputStream in) {
      try (BufferedReader err = reader(in)) {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
          System.err.println(line);
          LOG.info("engine: {}", line); // for the log that the studio shows
          synchronized (lines) {
            lines.add(line);
            if (lines.size() > LAST_WORDS) {
              lines.removeFirst();
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String last() {
      try {
        thread.join(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      synchronized (lines) {
        return lines.isEmpty() ? "it says nothing" : lines.getLast();
      }
    }
  }
}
