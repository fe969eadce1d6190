package io.tessera.app.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Engine;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another engine in the place of one, while the studio is open. */
class EngineSwitchTest {
  /** Writes down what it is asked for. */
  private static final class Fake {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> idle = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();

    Engine engine() {
      return (Engine)
          Proxy.newProxyInstance(
              Engine.class.getClassLoader(),
              new Class<?>[] {Engine.class},
              (self, method, arguments) -> {
                calls.add(method.getName());
                if (method.getName().equals("close")) {
                  closed.complete(null);
                }
                return switch (method.getName()) {
                  case "residentBytes" -> 7L;
                  case "unload" -> idle;
                  default -> null;
                };
              });
    }
  }

  @Test
  @Timeout(60)
  void whatIsAskedForLaterIsAskedOfTheOther() throws Exception {
    Fake first = new Fake();
    Fake second = new Fake();
    EngineSwitch engine = new EngineSwitch(first.engine());
    assertThat(engine.residentBytes()).isEqualTo(7);
    engine.models();
    engine.to(second.engine(), false);
    engine.input("demo");
    while (first.calls.size() < 3) {
      Thread.onSpinWait(); // it is left off the caller's thread
    }
    assertThat(first.calls).containsExactly("residentBytes", "models", "unload");
    assertThat(second.calls).containsExactly("input");
    first.idle.complete(null);
    // A picture that was begun there is still asked for there.
    assertThat(first.closed).isNotDone();
    engine.to(new Fake().engine(), true);
    engine.close();
    assertThat(second.calls).containsExactly("input", "close");
    assertThat(first.calls).endsWith("close").hasSize(4);
  }
}
