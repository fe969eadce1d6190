package io.tessera.api.batch;

import io.tessera.api.image.LabelMap;
import io.tessera.api.image.RgbImage;
import io.tessera.api.json.RequestJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of results: a hash of all that determines them. */
final class BatchName {
  private static final int BYTES = 10;

  private BatchName() {}

  static String of(BatchItem item) {
    MessageDigest hash = sha256();
    switch (item) {
      case BatchItem.Picture p -> text(hash, "picture " + RequestJson.write(p.request()));
      case BatchItem.Hole h -> {
        text(hash, "hole " + h.completion().sweeps() + RequestJson.write(h.request()));
        picture(hash, h.completion().source());
        LabelMap mask = h.completion().mask();
        hash.update(mask.labels());
      }
      case BatchItem.Encoding e -> {
        text(hash, "tokens " + e.model());
        picture(hash, e.picture());
      }
    }
    return HexFormat.of().formatHex(hash.digest(), 0, BYTES);
  }

  private static void text(MessageDigest hash, String text) {
    hash.update(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void picture(MessageDigest hash, RgbImage picture) {
    hash.update(ByteBuffer.allocate(8).putInt(picture.width()).putInt(picture.height()).array());
    hash.update(picture.rgb());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
