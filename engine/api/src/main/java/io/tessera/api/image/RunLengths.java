package io.tessera.api.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.ArrayList;
import java.util.List;

/**
 * COCO's compressed run lengths: each a number in groups of five bits, six to a letter with the
 * sign and whether more follow, from the third on as the difference to the one before the last
 * (pycocotools, {@code rleFrString}).
 */
final class RunLengths {
  private RunLengths() {}

  static List<JsonNode> of(String text) {
    List<JsonNode> counts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      long value = 0;
      int shift = 0;
      boolean more = true;
      while (more && at < text.length() && shift < 60) {
        int c = text.charAt(at++) - 48;
        value |= (long) (c & 0x1f) << shift;
        more = (c & 0x20) != 0;
        shift += 5;
        if (!more && (c & 0x10) != 0) {
          value |= -1L << shift;
        }
      }
      if (counts.size() > 2) {
        value += counts.get(counts.size() - 2).asInt();
      }
      counts.add(IntNode.valueOf((int) value));
    }
    return counts;
  }
}
