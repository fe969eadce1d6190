package io.tessera.server;

/**
 * What a server takes, each refused with a clear line beyond.
 *
 * @param requestBytes of one request
 * @param pixels of one picture
 * @param underWay renders of one client that have not ended
 * @param kept ended renders whose pictures can still be fetched; the oldest go first
 */
public record Limits(long requestBytes, long pixels, int underWay, int kept) {
  public static final Limits USUAL = new Limits(64L << 20, 32L << 20, 8, 64);

  /** Of a program's own child process, whose one client can be trusted and fetches at once. */
  public static final Limits CHILD = new Limits(1L << 30, 64L << 20, 100_000, 2);
}
