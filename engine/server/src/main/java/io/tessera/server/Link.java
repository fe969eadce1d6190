package io.tessera.server;

/** Where an engine can be reached at the moment. */
interface Link extends AutoCloseable {
  /**
   * The connection to use; waits until there is one.
   *
   * @throws io.tessera.api.fault.InputException if there will be none
   */
  Connection get();

  /**
   * A call did not reach its server: whether {@link #get} gives, or will give, another one that
   * takes its place. Waits a little for that to become clear.
   */
  boolean replaces(Connection failed);

  /** Something that was asked for was done. */
  default void worked() {}

  @Override
  void close();

  /** One server, which is there or is not. */
  record Fixed(Connection get) implements Link {
    @Override
    public boolean replaces(Connection failed) {
      return false;
    }

    @Override
    public void close() {
      get.close();
    }
  }
}
