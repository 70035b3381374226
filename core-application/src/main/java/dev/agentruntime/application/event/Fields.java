package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reads the members of a recorded object. Members nobody asks for are not looked at; one that is
 * missing or of another type is named in the complaint.
 */
record Fields(JsonObject json) {

  /** A whole number; as text where no double holds it. */
  static JsonValue whole(long value) {
    boolean exact = (long) (double) value == value && value != Long.MAX_VALUE;
    return exact && JsonNumber.of(value).isWhole()
        ? JsonNumber.of(value)
        : new JsonString(Long.toString(value));
  }

  /** An instant in UTC (ISO 8601). */
  static JsonValue time(Instant at) {
    return new JsonString(at.toString());
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <T> JsonArray list(Collection<T> items, Function<T, ? extends JsonValue> write) {
    return new JsonArray(items.stream().<JsonValue>map(write).toList());
  }

  String text(String name) {
    return json.string(name).orElseThrow(() -> unusable(name, "a text"));
  }

  Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  boolean bool(String name) {
    return json.bool(name).orElseThrow(() -> unusable(name, "true or false"));
  }

  long whole(String name) {
    try {
      return json.string(name)
          .map(Long::valueOf)
          .or(() -> json.integer(name))
          .orElseThrow(() -> unusable(name, "a whole number"));
    } catch (NumberFormatException e) {
      throw unusable(name, "a whole number");
    }
  }

  int count(String name) {
    try {
      return Math.toIntExact(whole(name));
    } catch (ArithmeticException e) {
      throw unusable(name, "a number of 32 bits");
    }
  }

  Instant instant(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException e) {
      throw unusable(name, "a time");
    }
  }

  UUID uuid(String name) {
    try {
      return UUID.fromString(text(name));
    } catch (IllegalArgumentException e) {
      throw unusable(name, "a UUID");
    }
  }

  Digest digest(String name) {
    return new Digest(text(name));
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) {
    String text = text(name);
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "member \""
            + name
            + "\" is \""
            + text
            + "\", which this version of the runtime does not know");
  }

  JsonObject object(String name) {
    return json.object(name).orElseThrow(() -> unusable(name, "an object"));
  }

  Fields fields(String name) {
    return new Fields(object(name));
  }

  List<String> texts(String name) {
    return items(name).stream().map(item -> as(JsonString.class, item, name).value()).toList();
  }

  <T> List<T> list(String name, Function<JsonObject, T> read) {
    return items(name).stream().map(item -> read.apply(as(JsonObject.class, item, name))).toList();
  }

  boolean has(String name) {
    return json.get(name).isPresent();
  }

  /** The complaint about a name that stands for one of several shapes. */
  static IllegalArgumentException unknown(String what, String found) {
    return new IllegalArgumentException(
        what + " \"" + found + "\" is not known to this version of the runtime");
  }

  private List<JsonValue> items(String name) {
    return json.get(name)
        .map(value -> as(JsonArray.class, value, name).items())
        .orElseThrow(() -> unusable(name, "a list"));
  }

  private static <T extends JsonValue> T as(Class<T> type, JsonValue value, String name) {
    if (!type.isInstance(value)) {
      throw unusable(name, "a list of the expected kind");
    }
    return type.cast(value);
  }

  private static IllegalArgumentException unusable(String name, String expected) {
    return new IllegalArgumentException("member \"" + name + "\" is missing or not " + expected);
  }
}
