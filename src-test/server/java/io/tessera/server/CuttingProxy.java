package io.tessera.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server, and cuts connections that carry many bytes. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final int most;
  private final AtomicInteger cuts = new AtomicInteger();

  /**
   * @param target port of the server
   * @param most bytes of answers that one connection carries before it is cut, the first few times
   */
  CuttingProxy(int target, int most) throws IOException {
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.most = most;
    Thread.ofPlatform().daemon().start(this::serve);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Connections that were cut. */
  int cuts() {
    return cuts.get();
  }

  private void serve() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        Thread.ofPlatform().daemon().start(() -> pump(client, server, Integer.MAX_VALUE));
        Thread.ofPlatform().daemon().start(() -> pump(server, client, most));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void pump(Socket from, Socket to, int limit) {
    byte[] buffer = new byte[1024];
    int carried = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
        carried += n;
        if (carried > limit && cuts.get() < 5) {
          cuts.incrementAndGet();
          return;
        }
      }
    } catch (IOException e) {
      // the other side is gone
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
