package dev.agentruntime.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads JSON that may be anything. */
final class LooseJson {

  private final JsonMapper mapper =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /** The object in this text, if there is one and nothing else. */
  Optional<JsonNode> object(String text) {
    try {
      return Optional.ofNullable(mapper.readTree(text)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  boolean isObject(String text) {
    return text.stripTrailing().endsWith("}") && object(text).isPresent();
  }

  /** Any value as tree; a missing node if it has no JSON form, as the library's absent values. */
  JsonNode tree(Object value) {
    try {
      return mapper.valueToTree(value);
    } catch (IllegalArgumentException e) {
      return MissingNode.getInstance();
    }
  }

  /** The text of a string; empty for anything else. */
  static String text(@Nullable JsonNode node) {
    return node != null && node.isTextual() ? node.textValue() : "";
  }
}
