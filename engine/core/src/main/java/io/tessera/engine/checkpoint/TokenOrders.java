package io.tessera.engine.checkpoint;

import io.tessera.api.TokenOrder;
import java.util.Arrays;

/** Reads {@code permuter_config}. */
final class TokenOrders {
  private static final String PACKAGE = "taming.modules.transformer.permuter.";

  private TokenOrders() {}

  /**
   * Row by row where there is none.
   *
   * @param window side of the picture that the model was trained on, in cells, which {@code H} and
   *     {@code W} have to be
   */
  static TokenOrder of(ConfigNode n, int window) {
    if (!n.isPresent()) {
      return TokenOrder.RASTER;
    }
    String target = n.get("target").text();
    TokenOrder order =
        Arrays.stream(TokenOrder.values())
            .filter(o -> target.equals(PACKAGE + o.original()))
            .findFirst()
            .orElseThrow(
                () -> n.get("target").fault("names the unknown token order '" + target + "'"));
    if (order != TokenOrder.RASTER) {
      check(order, n.get("params"), window);
    }
    return order;
  }

  private static void check(TokenOrder order, ConfigNode params, int window) {
    for (String side : new String[] {"H", "W"}) {
      if (params.get(side).positive() != window) {
        throw params
            .get(side)
            .fault("should be " + window + ", the side of the model's pictures in tokens");
      }
    }
    boolean halves = order == TokenOrder.SUBSAMPLE || order == TokenOrder.Z_CURVE;
    if (halves && Integer.bitCount(window) != 1) {
      throw params.fault(
          order.original() + " takes a window whose side is a power of two, not " + window);
    }
    if ((order == TokenOrder.SPIRAL_IN || order == TokenOrder.SPIRAL_OUT) && window % 2 != 0) {
      throw params.fault(order.original() + " takes a window whose side is even, not " + window);
    }
  }
}
