package io.tessera.server;

import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;

/**
 * One call of the server.
 *
 * @param path with its parameters in braces
 */
record Call(Method method, String path, Handler handler) {
  static Call get(String path, Handler handler) {
    return new Call(Method.GET, path, handler);
  }

  static Call post(String path, Handler handler) {
    return new Call(Method.POST, path, handler);
  }
}
