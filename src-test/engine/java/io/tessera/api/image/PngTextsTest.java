package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.tessera.api.Condition;
import io.tessera.api.ConditionKind;
import io.tessera.api.RenderRequest;
import io.tessera.api.Schedule;
import io.tessera.api.TokenSampler;
import io.tessera.api.json.RequestJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The request inside a picture, also after another program has written the picture again. */
class PngTextsTest {
  private static final String TEXT = "{\"name\": \"größe 한글\"}";

  @TempDir private Path folder;

  /** The same picture with a chunk behind its header. */
  private Path with(String chunk, byte[] data) throws IOException {
    Path file = folder.resolve(chunk + ".png");
    PngFile.write(new RgbImage(4, 4, new byte[48]), file, Map.of());
    byte[] png = Files.readAllBytes(file);
    ByteBuffer made = ByteBuffer.allocate(data.length + 12);
    made.putInt(data.length).put(chunk.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(made.array(), 4, data.length + 4);
    made.putInt((int) crc.getValue());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, 33);
    out.writeBytes(made.array());
    out.write(png, 33, png.length - 33);
    return Files.write(file, out.toByteArray());
  }

  private static byte[] keyword(byte[]... rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(RequestJson.PNG_KEYWORD.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
    for (byte[] part : rest) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @Test
  void olderChunksAreReadToo() throws IOException {
    byte[] utf8 = TEXT.getBytes(StandardCharsets.UTF_8);
    assertThat(PngFile.texts(with("tEXt", keyword(utf8))))
        .containsEntry(RequestJson.PNG_KEYWORD, TEXT);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      deflater.write(utf8);
    }
    assertThat(PngFile.texts(with("zTXt", keyword(new byte[1], packed.toByteArray()))))
        .containsEntry(RequestJson.PNG_KEYWORD, TEXT);
    assertThat(PngFile.texts(with("iTXt", keyword(new byte[4], utf8))))
        .containsEntry(RequestJson.PNG_KEYWORD, TEXT);
  }

  /** The depth of a large document is a text of more than 20 MB, where parsers like to stop. */
  @Test
  void aRequestWithALargeMapIsReadAgain() {
    int w = 3000;
    int h = 2000;
    float[] depth = new float[w * h];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < depth.length; i++) {
      depth[i] = (float) random.nextDouble();
    }
    RenderRequest request =
        new RenderRequest(
            "demo-depth",
            new Condition.Plane(ConditionKind.DEPTH, new DepthMap(w, h, depth)),
            Map.of(),
            1280,
            832,
            1,
            new TokenSampler(1, 100, 1, false),
            1,
            Schedule.EXACT,
            true,
            1);
    String json = RequestJson.write(request);
    assertThat(json.length()).isGreaterThan(20_000_000);
    assertThat(RequestJson.read(json)).isEqualTo(request);
  }
}
