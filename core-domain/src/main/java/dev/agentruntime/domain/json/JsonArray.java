package dev.agentruntime.domain.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A JSON array. */
public record JsonArray(List<JsonValue> items) implements JsonValue {

  public JsonArray {
    items = List.copyOf(items);
  }

  /** An array of these values. */
  public static JsonArray of(JsonValue... items) {
    return new JsonArray(Arrays.asList(items));
  }

  /** An array of strings. */
  public static JsonArray ofStrings(Collection<String> items) {
    return new JsonArray(items.stream().<JsonValue>map(JsonString::new).toList());
  }

  @Override
  public String toString() {
    return canonical();
  }
}
