package io.tessera.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.tessera.api.TileProgress;
import io.tessera.api.fault.InputException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Calls that take their time, each on a thread of its own. They change nothing on the other side,
 * so one that is lost with its process is made again.
 */
final class Work implements AutoCloseable {
  /** Processes that one call may be lost with. */
  private static final int LOSSES = 2;

  private final Link link;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Work(Link link) {
    this.link = link;
  }

  /** A call that is answered with JSON. */
  <T> CompletableFuture<T> ask(String path, JsonNode body, Function<JsonNode, T> read) {
    return on(server -> read.apply(server.post(path, body.toString())));
  }

  /** A call that is answered with a file. */
  <T> CompletableFuture<T> bytes(String path, JsonNode body, Function<byte[], T> read) {
    return on(server -> read.apply(server.postForBytes(path, body.toString())));
  }

  /** A call that tells how far it is. What {@code progress} throws ends it, also there. */
  <T> CompletableFuture<T> watch(
      String path, JsonNode body, TileProgress progress, Function<JsonNode, T> read) {
    return on(server -> read.apply(watched(server, path, body, progress)));
  }

  private static JsonNode watched(
      Connection server, String path, JsonNode body, TileProgress progress) {
    try (EventReader events = server.work(path, body.toString())) {
      while (events.next()) {
        JsonNode n = WireJson.tree(events.data());
        switch (events.name()) {
          case "progress" -> progress.encoded(n.path("done").asInt(), n.path("total").asInt());
          case "failed" -> throw EventJson.failure(n);
          default -> {
            return n;
          }
        }
      }
      throw new IOException("the answer ended early");
    } catch (IOException e) {
      throw new Unreachable("the connection to the engine is lost", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("interrupted while waiting for the engine", e);
    }
  }

  private <T> CompletableFuture<T> on(Function<Connection, T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          for (int losses = 0; ; ) {
            Connection server = link.get();
            try {
              T answer = call.apply(server);
              link.worked();
              return answer;
            } catch (Unreachable e) {
              losses++;
              if (losses >= LOSSES || !link.replaces(server)) {
                throw e;
              }
            }
          }
        },
        threads);
  }

  /** Calls that are under way are given up. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
