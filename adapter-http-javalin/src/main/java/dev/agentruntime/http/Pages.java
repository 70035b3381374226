package dev.agentruntime.http;

import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Parts of lists as JSON: data, next_cursor, has_more. */
final class Pages {

  private Pages() {}

  static <T> JsonObject json(Page<T> page, Function<T, JsonObject> item) {
    return json(page.items().stream().map(item).toList(), page.next());
  }

  /**
   * A page that ends where its last entry stands.
   *
   * @param found one more than the page holds, if there are more
   */
  static <T> JsonObject json(
      List<T> found, int most, Function<T, JsonObject> item, Function<T, String> place) {
    List<T> page = found.subList(0, Math.min(most, found.size()));
    Optional<String> next =
        found.size() > most ? Optional.of(place.apply(page.getLast())) : Optional.empty();
    return json(page.stream().map(item).toList(), next);
  }

  private static JsonObject json(List<JsonObject> items, Optional<String> next) {
    return end(
        JsonObject.builder().put("data", new JsonArray(List.<JsonValue>copyOf(items))), next);
  }

  /** Closes a part with where the next one begins. */
  static JsonObject end(JsonObject.Builder part, Optional<String> next) {
    return part.put("next_cursor", SessionBody.text(next))
        .put("has_more", next.isPresent())
        .build();
  }

  /** Asks for a page; a cursor that is none is the caller's fault. */
  static <T> T atCursor(Supplier<T> ask, String parameter) {
    try {
      return ask.get();
    } catch (IllegalArgumentException e) {
      throw Exchange.Query.invalid(parameter, String.valueOf(e.getMessage()));
    }
  }
}
