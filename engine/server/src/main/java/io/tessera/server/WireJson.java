package io.tessera.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tessera.api.fault.InputException;
import io.tessera.api.image.PngBytes;
import io.tessera.api.image.RgbImage;
import java.util.Base64;

/** JSON as both sides write and read it: records' components in snake case, nothing else. */
final class WireJson {
  /** Fields of a newer server are passed over. */
  static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private WireJson() {}

  /**
   * @throws InputException if the text is no JSON
   */
  static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InputException("no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * @throws InputException if the JSON is no such value
   */
  static <T> T value(JsonNode n, Class<T> type) {
    try {
      T value = JSON.treeToValue(n, type);
      if (value == null) {
        throw new InputException("a " + type.getSimpleName() + " is missing");
      }
      return value;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String reason = e instanceof JsonProcessingException j ? j.getOriginalMessage() : "";
      throw new InputException("no " + type.getSimpleName() + ": " + reason, e);
    }
  }

  /**
   * Bytes in base 64.
   *
   * @param what they are, for the message
   */
  static byte[] bytes(JsonNode n, String what) {
    try {
      return Base64.getDecoder().decode(n.asText());
    } catch (IllegalArgumentException e) {
      throw new InputException(what + " should be in base 64", e);
    }
  }

  /** A PNG in base 64. */
  static RgbImage picture(JsonNode n, String what) {
    return PngBytes.image(bytes(n, what));
  }
}
