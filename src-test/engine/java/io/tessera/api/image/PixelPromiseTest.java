package io.tessera.api.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.management.ThreadMXBean;
import io.tessera.api.fault.InputException;
import io.tessera.api.json.ConditionJson;
import io.tessera.engine.checkpoint.Yaml;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What damaged files were found to do. */
class PixelPromiseTest {
  @TempDir private Path folder;

  /** A small picture whose header says that it is a large one. */
  private Path lie(int side) throws IOException {
    Path file = folder.resolve("lie.png");
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    byte[] png = Files.readAllBytes(file);
    ByteBuffer.wrap(png).putInt(16, side).putInt(20, side);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    return Files.write(file, png);
  }

  @Test
  void aKilobyteThatPromisesGigabytesTakesNone() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Path file = lie(12_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("12000 × 12000");
    byte[] bytes = Files.readAllBytes(file);
    assertThatThrownBy(() -> PngBytes.image(bytes)).isInstanceOf(InputException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
  }

  /** Deflate reaches a thousand to one: such a picture is honest. */
  @Test
  void onePictureOfOneColourIsRead() throws IOException {
    Path file = folder.resolve("plain.png");
    BufferedImage image = new BufferedImage(4000, 3000, BufferedImage.TYPE_BYTE_BINARY);
    ImageIO.write(image, "png", file.toFile());
    assertThat(Files.size(file)).isLessThan(10_000);
    assertThat(PictureFile.read(file).width()).isEqualTo(4000);
  }

  @Test
  void aMapWithoutPixelsIsNone() throws IOException {
    for (String kind : new String[] {"layout", "depth"}) {
      String json = "{\"kind\": \"" + kind + "\", \"width\": 0, \"height\": 8, \"data\": \"\"}";
      assertThatThrownBy(() -> ConditionJson.read(new JsonMapper().readTree(json)))
          .isInstanceOf(InputException.class);
    }
  }

  @Test
  void deepYamlIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("deep.yaml"), "a: " + "[".repeat(20_000));
    assertThatThrownBy(() -> Yaml.read(file)).isInstanceOf(InputException.class);
    Path nested =
        Files.writeString(
            folder.resolve("nested.yaml"), "a: " + "[".repeat(500) + "]".repeat(500) + "\n");
    assertThatThrownBy(() -> Yaml.read(nested)).hasMessageContaining("deeply");
  }
}
