package io.tessera.app.render;

import io.tessera.api.RenderEvent;
import io.tessera.api.RenderReport;
import io.tessera.api.fault.InputException;
import io.tessera.app.text.LocalizedText;
import io.tessera.app.text.Texts;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the render under way is getting on: its phase and progress, one line of text, the machine
 * that makes it, and what went wrong. Used on the FX thread alone.
 */
final class RenderStatus {
  private static final Logger LOG = LoggerFactory.getLogger(RenderStatus.class);

  private final Texts texts;
  private final LocalizedText line;
  private final ReadOnlyObjectWrapper<RenderPhase> phase =
      new ReadOnlyObjectWrapper<>(RenderPhase.IDLE);
  private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper();
  private final ReadOnlyStringWrapper machine = new ReadOnlyStringWrapper("");
  private final ObjectProperty<@Nullable String> problem = new SimpleObjectProperty<>();
  private Throughput throughput = new Throughput(0, 0);
  private double lastRate;

  RenderStatus(Texts texts) {
    this.texts = texts;
    this.line = new LocalizedText(texts);
    say("status.ready");
  }

  /**
   * @param key of the line to show
   */
  void say(String key, Object... arguments) {
    line.say(() -> texts.get(key, arguments));
  }

  /** Shows what went wrong, and logs it where the artist is not the one who can mend it. */
  void tell(RuntimeException cause) {
    if (cause instanceof InputException) {
      problem.set(cause.getMessage());
    } else {
      LOG.error("a render failed", cause);
      problem.set(texts.get("problem.program", cause));
    }
  }

  void onMachine(String text) {
    machine.set(text);
  }

  /**
   * @param anew whether nothing of the picture is there yet
   */
  void starting(boolean anew) {
    if (anew) {
      progress.set(-1);
    }
    say("status.loading");
    phase.set(RenderPhase.STARTING);
  }

  /** The condition, or a photograph, is being encoded. */
  void encoding(int done, int total) {
    phase.set(RenderPhase.STARTING);
    progress.set(total == 1 ? -1 : (double) done / total);
    line.say(
        () ->
            total == 1
                ? texts.get("status.encoding")
                : texts.get("status.encoding.tiles", done, total));
  }

  void started(RenderEvent.Started s) {
    throughput = new Throughput(s.known(), (long) s.rows() * s.columns());
    machine.set(s.device() + " · " + s.precision());
    phase.set(RenderPhase.SAMPLING);
  }

  /**
   * @param tokens how many more there are now
   */
  void sampled(int tokens) {
    throughput.count(tokens);
    lastRate = throughput.rate();
    progress.set(throughput.share());
    boolean complete = throughput.isComplete();
    line.say(() -> complete ? texts.get("status.decoding") : throughput.text(texts));
  }

  void paused() {
    phase.set(RenderPhase.PAUSED);
    line.say(() -> texts.get("status.paused", throughput.text(texts)));
  }

  void resumed() {
    phase.set(RenderPhase.SAMPLING);
  }

  void done(RenderReport report) {
    end(
        1,
        () ->
            texts.get(
                "status.done",
                report.tokens(),
                Throughput.clock(report.secondsSampling()),
                report.meanNllBits()));
  }

  /**
   * Ends without a picture.
   *
   * @param key of the line to show
   */
  void ended(String key) {
    end(0, () -> texts.get(key));
  }

  private void end(double share, Supplier<String> text) {
    progress.set(share);
    line.say(text);
    phase.set(RenderPhase.IDLE);
  }

  /** Tokens that the render under way still lacks. */
  long remaining() {
    return throughput.remaining();
  }

  /** Seconds that so many tokens take at the pace of the last ones; NaN while none is known. */
  double secondsFor(long tokens) {
    return lastRate > 0 ? tokens / lastRate : Double.NaN;
  }

  ReadOnlyObjectProperty<RenderPhase> phaseProperty() {
    return phase.getReadOnlyProperty();
  }

  ReadOnlyDoubleProperty progressProperty() {
    return progress.getReadOnlyProperty();
  }

  ReadOnlyStringProperty lineProperty() {
    return line.lineProperty();
  }

  ReadOnlyStringProperty machineProperty() {
    return machine.getReadOnlyProperty();
  }

  ObjectProperty<@Nullable String> problemProperty() {
    return problem;
  }
}
