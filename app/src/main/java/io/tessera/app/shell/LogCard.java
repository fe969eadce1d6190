package io.tessera.app.shell;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.tessera.app.text.Texts;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.TextArea;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.slf4j.LoggerFactory;

/** What the program has logged since it started, to be read, or copied into a report. */
final class LogCard extends VBox {
  /** Keeps the last lines of the log. */
  static final class Memory extends AppenderBase<ILoggingEvent> {
    private static final int MOST = 500;
    private static final DateTimeFormatter CLOCK =
        DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Deque<String> lines = new ArrayDeque<>();

    /** Listens to the log from now on. */
    static Memory install() {
      Memory memory = new Memory();
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
        memory.setContext(context);
        memory.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(memory);
      }
      return memory;
    }

    /** Listens no more. */
    void uninstall() {
      if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(this);
        stop();
      }
    }

    @Override
    protected synchronized void append(ILoggingEvent e) {
      lines.add(
          CLOCK.format(Instant.ofEpochMilli(e.getTimeStamp()))
              + " "
              + e.getLevel()
              + " "
              + e.getLoggerName()
              + ": "
              + e.getFormattedMessage()
              + (e.getThrowableProxy() == null
                  ? ""
                  : "\n"
                      + ch.qos.logback.classic.spi.ThrowableProxyUtil.asString(
                          e.getThrowableProxy())));
      if (lines.size() > MOST) {
        lines.removeFirst();
      }
    }

    synchronized String text() {
      return String.join("\n", lines);
    }
  }

  /**
   * @param machine what it runs on, put in front of a report
   */
  LogCard(String log, String machine, Texts texts) {
    super(10);
    String report =
        machine
            + "\nJava "
            + System.getProperty("java.version")
            + ", "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + "\n\n"
            + (log.isEmpty() ? texts.get("log.empty") : log);
    TextArea area = new TextArea(report);
    area.setId("log-text");
    area.setEditable(false);
    area.setPrefSize(640, 340);
    Button copy = new Button(texts.get("log.copy"));
    copy.setId("log-copy");
    copy.setOnAction(
        e -> {
          ClipboardContent content = new ClipboardContent();
          content.putString(report);
          Clipboard.getSystemClipboard().setContent(content);
          copy.setText(texts.get("log.copied"));
        });
    HBox foot = new HBox(copy);
    foot.setAlignment(Pos.CENTER_RIGHT);
    getChildren().addAll(area, foot);
  }
}
