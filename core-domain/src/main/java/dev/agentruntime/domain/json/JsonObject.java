package dev.agentruntime.domain.json;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object. Members keep the order they came in; equality and canonical text ignore it. */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {

  private static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    var copy = new LinkedHashMap<String, JsonValue>();
    members.forEach(
        (name, value) -> {
          RecordableText.requireNoLoneSurrogate(name);
          copy.put(name, Objects.requireNonNull(value, name));
        });
    members = Collections.unmodifiableMap(copy);
  }

  /** The object without members. */
  public static JsonObject empty() {
    return EMPTY;
  }

  /** Starts an object. */
  public static Builder builder() {
    return new Builder();
  }

  /** The member of that name, whatever its type. */
  public Optional<JsonValue> get(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** The text of that member, if it is a string. */
  public Optional<String> string(String name) {
    return members.get(name) instanceof JsonString s ? Optional.of(s.value()) : Optional.empty();
  }

  /** The value of that member, if it is a number. */
  public Optional<Double> number(String name) {
    return members.get(name) instanceof JsonNumber n ? Optional.of(n.value()) : Optional.empty();
  }

  /** The value of that member, if it is a whole number. */
  public Optional<Long> integer(String name) {
    return members.get(name) instanceof JsonNumber n && n.isWhole()
        ? Optional.of((long) n.value())
        : Optional.empty();
  }

  /** The value of that member, if it is true or false. */
  public Optional<Boolean> bool(String name) {
    return members.get(name) instanceof JsonBoolean b ? Optional.of(b.value()) : Optional.empty();
  }

  /** The member of that name, if it is an object. */
  public Optional<JsonObject> object(String name) {
    return members.get(name) instanceof JsonObject o ? Optional.of(o) : Optional.empty();
  }

  /** The items of that member, or none if it is absent or no array. */
  public List<JsonValue> array(String name) {
    return members.get(name) instanceof JsonArray a ? a.items() : List.of();
  }

  /** The strings in that member's array; items of other types are left out. */
  public List<String> strings(String name) {
    return array(name).stream()
        .filter(JsonString.class::isInstance)
        .map(item -> ((JsonString) item).value())
        .toList();
  }

  @Override
  public String toString() {
    return canonical();
  }

  /** Collects members; absent values (null or empty) are left out, never written as JSON null. */
  public static final class Builder {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    /** Adds a member; a null adds nothing. */
    public Builder put(String name, @Nullable JsonValue value) {
      if (value != null) {
        members.put(name, value);
      }
      return this;
    }

    /** Adds a string; a null adds nothing. */
    public Builder put(String name, @Nullable String value) {
      return put(name, value == null ? null : new JsonString(value));
    }

    /** Adds a whole number. */
    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    /** Adds a truth value. */
    public Builder put(String name, boolean value) {
      return put(name, new JsonBoolean(value));
    }

    /** Adds an array of strings. */
    public Builder put(String name, Collection<String> values) {
      return put(name, JsonArray.ofStrings(values));
    }

    /** Adds a string, if there is one. */
    public Builder put(String name, Optional<String> value) {
      return put(name, value.orElse(null));
    }

    /** The object. */
    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
