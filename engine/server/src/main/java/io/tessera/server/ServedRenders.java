package io.tessera.server;

import io.tessera.api.Engine;
import io.tessera.api.Render;
import io.tessera.api.fault.InputException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The renders of all clients: those under way, and the last ones that have ended. */
final class ServedRenders {
  /** More renders than one client may have under way. */
  static final class TooMany extends InputException {
    private static final long serialVersionUID = 1;

    TooMany(int most) {
      super("at most " + most + " renders of one client are under way at a time; try again later");
    }
  }

  private final Engine engine;
  private final Limits limits;
  private final Map<String, ServedRender> all = new LinkedHashMap<>();

  ServedRenders(Engine engine, Limits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  /**
   * Begins one; it waits for those before it.
   *
   * @param start asks an engine for it
   */
  synchronized ServedRender begin(Function<Engine, Render> start, String client) {
    long underWay =
        all.values().stream().filter(r -> !r.isEnded() && r.client().equals(client)).count();
    if (underWay >= limits.underWay()) {
      throw new TooMany(limits.underWay());
    }
    ServedRender render =
        new ServedRender(UUID.randomUUID().toString(), client, start.apply(engine));
    all.put(render.id(), render);
    render.render().subscribe(render);
    forget();
    return render;
  }

  private void forget() {
    long ended = all.values().stream().filter(ServedRender::isEnded).count();
    Iterator<ServedRender> oldest = all.values().iterator();
    while (ended > limits.kept() && oldest.hasNext()) {
      if (oldest.next().isEnded()) {
        oldest.remove();
        ended--;
      }
    }
  }

  /** Ends all that are under way; whoever listens is told. */
  synchronized void cancelAll() {
    all.values().stream().filter(r -> !r.isEnded()).forEach(r -> r.render().cancel());
  }

  synchronized Optional<ServedRender> find(String id) {
    return Optional.ofNullable(all.get(id));
  }
}
