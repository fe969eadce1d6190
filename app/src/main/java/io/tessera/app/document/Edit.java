package io.tessera.app.document;

import io.tessera.engine.image.LabelMap;
import java.util.Map;

/** One step that can be undone. */
sealed interface Edit {
  String name();

  /** Bytes that it keeps in memory. */
  long bytes();

  /** Square pieces of the map that changed, by number; before and after. */
  record Tiles(String name, Map<Integer, byte[]> before, Map<Integer, byte[]> after)
      implements Edit {
    @Override
    public long bytes() {
      return 2L * before.size() * TileGrid.SIZE * TileGrid.SIZE;
    }
  }

  /** Another map altogether, perhaps of another size. */
  record Whole(String name, LabelMap before, LabelMap after) implements Edit {
    @Override
    public long bytes() {
      return (long) before.labels().length + after.labels().length;
    }
  }
}
