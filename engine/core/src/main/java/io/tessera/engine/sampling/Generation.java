package io.tessera.engine.sampling;

import io.tessera.api.SampledToken;
import io.tessera.api.SlidingWindow;
import io.tessera.api.TokenGrid;
import java.util.List;

/**
 * A second stage at work: it fills the open cells of one or several grids, some at each call. The
 * caller may stop, wait or save between any two calls. One that starts from saved tokens ends with
 * the same tokens as one that was never stopped.
 */
public interface Generation {
  /**
   * Makes some of the remaining cells, those of the first grid first.
   *
   * @throws IllegalStateException if every cell is made
   */
  List<SampledToken> next();

  /** Cells of each grid that are still to be made. */
  int remaining();

  /**
   * A grid as it is now; cells that are not made yet are {@link TokenGrid#UNKNOWN}.
   *
   * @param picture 0 to the number of grids
   */
  TokenGrid grid(int picture);

  /** What the network sees at once; as large as the grid for networks that see all of it. */
  SlidingWindow window();

  /**
   * Whether this one can go on: nobody else has used what the network keeps between calls.
   * Otherwise a new one has to be made from the tokens.
   */
  boolean isCurrent();
}
