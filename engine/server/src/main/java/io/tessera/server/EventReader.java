package io.tessera.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads server-sent events one after the other. */
final class EventReader implements AutoCloseable {
  private final BufferedReader in;
  private long id;
  private String name = "";
  private String data = "";

  EventReader(InputStream stream) {
    this.in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** Waits for the next event; false at the end of the stream. */
  boolean next() throws IOException {
    StringBuilder text = new StringBuilder();
    boolean any = false;
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.isEmpty() && any) {
        data = text.toString();
        return true;
      } else if (line.startsWith("id:")) {
        id = Long.parseLong(line.substring(3).strip());
        any = true;
      } else if (line.startsWith("event:")) {
        name = line.substring(6).strip();
        any = true;
      } else if (line.startsWith("data:")) {
        text.append(line.substring(5).strip());
      }
    }
    return false;
  }

  /** The number of the event, where events are numbered. */
  long id() {
    return id;
  }

  String name() {
    return name;
  }

  String data() {
    return data;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
