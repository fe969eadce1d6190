package io.tessera.server;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a server serves.
 *
 * @param host address to listen on, such as 127.0.0.1
 * @param port 0 for one that the system chooses
 * @param token that every call has to bring
 * @param tls its key; null to serve in the clear
 * @param insecure whether an address that others can reach is served in the clear
 * @param ownMachine whether the only client is this program itself on this machine: then models and
 *     networks may be named by their paths
 */
public record ServerOptions(
    String host,
    int port,
    String token,
    @Nullable SSLContext tls,
    boolean insecure,
    Limits limits,
    boolean ownMachine) {

  /** In the clear, for this machine only. */
  public static ServerOptions loopback(int port, String token, Limits limits) {
    return new ServerOptions("127.0.0.1", port, token, null, false, limits, false);
  }

  /** For the program that started this process. */
  static ServerOptions child(String token) {
    return new ServerOptions("127.0.0.1", 0, token, null, false, Limits.CHILD, true);
  }
}
