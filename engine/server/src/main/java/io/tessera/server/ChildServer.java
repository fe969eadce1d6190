package io.tessera.server;

import io.tessera.api.Engine;
import io.tessera.api.fault.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The child's side: it reads the token as the first line of its standard input, says the port as a
 * line of its standard output, and ends when the input does, which is when its parent ends.
 */
public final class ChildServer {
  /** What stands before the port. */
  static final String PORT = "tessera child on port ";

  /** What is under way may take so long to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ChildServer() {}

  /**
   * Serves until the input ends.
   *
   * @throws InputException if the input holds no token
   */
  public static void serve(Engine engine, InputStream in, PrintWriter out) throws IOException {
    BufferedReader parent =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
    String token = parent.readLine();
    if (token == null || token.isBlank()) {
      throw new InputException("serve --child is for the studio: it reads its token from there");
    }
    try (Server server = new Server(engine, ServerOptions.child(token))) {
      out.println(PORT + server.port());
      out.flush();
      while (parent.read() >= 0) {
        // nothing more is said; what counts is the end
      }
      endSoon();
    }
  }

  /** Whatever keeps the process from ending, nobody is there any more to end it. */
  private static void endSoon() {
    Thread.ofPlatform()
        .daemon()
        .name("end")
        .start(
            () -> {
              try {
                Thread.sleep(PATIENCE);
                Runtime.getRuntime().halt(1);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
