package io.tessera.server;

/**
 * How a server serves.
 *
 * @param host address to listen on, such as 127.0.0.1
 * @param port 0 for one that the system chooses
 * @param token that every call has to bring
 * @param insecure whether an address that others can reach is served without TLS
 * @param ownMachine whether the only client is this program itself on this machine: then models and
 *     networks may be named by their paths
 */
public record ServerOptions(
    String host, int port, String token, boolean insecure, Limits limits, boolean ownMachine) {

  /** A server for clients that may be anyone with the token. */
  public ServerOptions(String host, int port, String token, boolean insecure, Limits limits) {
    this(host, port, token, insecure, limits, false);
  }

  /** For the program that started this process. */
  public static ServerOptions child(String token) {
    return new ServerOptions("127.0.0.1", 0, token, false, Limits.CHILD, true);
  }
}
