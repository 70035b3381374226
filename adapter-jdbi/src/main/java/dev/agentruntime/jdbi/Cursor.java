package dev.agentruntime.jdbi;

import dev.agentruntime.application.query.Page;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The place behind the last entry of a page: its time and id. */
record Cursor(long at, String id) {

  static Optional<Cursor> parse(Optional<String> text, String list) {
    return text.map(given -> parse(given, list));
  }

  private static Cursor parse(String text, String list) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      String[] parts = plain.split(" ", -1);
      if (parts.length == 3 && parts[0].equals(list)) {
        return new Cursor(Long.parseLong(parts[1]), UUID.fromString(parts[2]).toString());
      }
    } catch (IllegalArgumentException e) {
      throw unusable(list, e);
    }
    throw unusable(list, null);
  }

  private static IllegalArgumentException unusable(String list, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "the cursor is none of the list of "
            + list
            + "; take it from the page before or leave it out",
        cause);
  }

  private String text(String list) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((list + " " + at + " " + id).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The first rows as a page; one more than that was asked for, to know whether there is a next
   * one.
   */
  static <T> Page<T> page(List<T> rows, int most, String list, Function<T, Cursor> place) {
    if (rows.size() <= most) {
      return new Page<>(rows, Optional.empty());
    }
    List<T> items = rows.subList(0, most);
    return new Page<>(items, Optional.of(place.apply(items.getLast()).text(list)));
  }
}
