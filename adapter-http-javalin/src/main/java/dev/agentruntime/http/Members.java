package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads the members of a command's body. Every fault is collected, unknown members among them, and
 * told at once by {@link #finish}. JSON null stands for an absent member, but for those that take
 * any value.
 */
final class Members {

  private final JsonObject json;
  private final String at;
  private final List<Problem.Fault> faults;
  private final List<Members> parts;
  private final Set<String> known = new HashSet<>();

  private Members(JsonObject json, String at, List<Problem.Fault> faults, List<Members> parts) {
    this.json = json;
    this.at = at;
    this.faults = faults;
    this.parts = parts;
    parts.add(this);
  }

  /** The members of a whole body. */
  static Members of(JsonObject body) {
    return new Members(body, "", new ArrayList<>(), new ArrayList<>());
  }

  private Optional<JsonValue> given(String name) {
    known.add(name);
    return json.get(name).filter(value -> !(value instanceof JsonNull));
  }

  private String pointer(String name) {
    return at + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  /** Notes a fault. */
  void fault(String name, String detail) {
    faults.add(new Problem.Fault(pointer(name), detail));
  }

  private void fault(String name, int item, String detail) {
    faults.add(new Problem.Fault(pointer(name) + "/" + item, detail));
  }

  private <T> Optional<T> typed(
      String name, Function<JsonObject, Optional<T>> read, String expected) {
    if (given(name).isEmpty()) {
      return Optional.empty();
    }
    Optional<T> value = read.apply(json);
    if (value.isEmpty()) {
      fault(name, "must be " + expected);
    }
    return value;
  }

  Optional<String> text(String name) {
    return typed(name, o -> o.string(name), "a string");
  }

  Optional<Boolean> truth(String name) {
    return typed(name, o -> o.bool(name), "true or false");
  }

  Optional<Long> whole(String name) {
    return typed(name, o -> o.integer(name), "a whole number");
  }

  /** A number from 1 on. */
  int count(String name, int most, int fallback) {
    Optional<Long> given = whole(name);
    if (given.filter(value -> value < 1 || value > most).isPresent()) {
      fault(name, "must be a whole number from 1 to " + most);
      return fallback;
    }
    return given.map(Math::toIntExact).orElse(fallback);
  }

  /** A time of 1 second to {@code most}, which is a number of whole days. */
  Optional<Duration> seconds(String name, Duration most) {
    Optional<Long> given = whole(name);
    if (given.filter(seconds -> seconds < 1 || seconds > most.toSeconds()).isPresent()) {
      fault(name, "must be 1 second to " + most.toDays() + " days");
      return Optional.empty();
    }
    return given.map(Duration::ofSeconds);
  }

  Optional<JsonObject> object(String name) {
    return typed(name, o -> o.object(name), "an object");
  }

  /** A member that takes any JSON, null included; empty only where it is absent. */
  Optional<JsonValue> any(String name) {
    known.add(name);
    return json.get(name);
  }

  /** A member that must be there. */
  <T> Optional<T> required(String name, Optional<T> value) {
    if (given(name).isEmpty()) {
      fault(name, "is missing");
    }
    return value;
  }

  /** A string that means something; what is wrong with it is told in its type's own words. */
  <T> Optional<T> parsed(String name, Function<String, T> parse) {
    return text(name).flatMap(text -> attempt(name, () -> parse.apply(text)));
  }

  /** Makes a value whose type may refuse it. */
  <T> Optional<T> attempt(String name, Supplier<T> make) {
    try {
      return Optional.of(make.get());
    } catch (IllegalArgumentException e) {
      fault(name, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** One of an enum's constants, by its name in lower case. */
  <E extends Enum<E>> Optional<E> constant(String name, Class<E> type) {
    return text(name)
        .flatMap(
            text -> {
              List<E> constants = List.of(type.getEnumConstants());
              Optional<E> found = Words.constant(constants, text);
              if (found.isEmpty()) {
                fault(name, Words.expected(text, constants));
              }
              return found;
            });
  }

  /** The members of an object in this one. */
  Optional<Members> members(String name) {
    return object(name).map(object -> new Members(object, pointer(name), faults, parts));
  }

  /** The members of each object in an array. */
  List<Members> each(String name) {
    List<JsonValue> items =
        typed(name, Members.array(name), "an array of objects")
            .map(JsonArray::items)
            .orElse(List.of());
    var each = new ArrayList<Members>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof JsonObject object) {
        each.add(new Members(object, pointer(name) + "/" + i, faults, parts));
      } else {
        fault(name, i, "must be an object");
      }
    }
    return each;
  }

  /** What the strings of an array mean; what is wrong with one is told in its type's own words. */
  <T> Optional<List<T>> list(String name, Function<String, T> parse) {
    return typed(name, Members.array(name), "an array of strings")
        .flatMap(array -> list(name, array.items(), parse));
  }

  private <T> Optional<List<T>> list(
      String name, List<JsonValue> items, Function<String, T> parse) {
    var list = new ArrayList<T>();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof JsonString text) {
        try {
          list.add(parse.apply(text.value()));
        } catch (IllegalArgumentException e) {
          fault(name, i, String.valueOf(e.getMessage()));
        }
      } else {
        fault(name, i, "must be a string");
      }
    }
    return list.size() == items.size() ? Optional.of(list) : Optional.empty();
  }

  private static Function<JsonObject, Optional<JsonArray>> array(String name) {
    return o -> o.get(name).filter(JsonArray.class::isInstance).map(JsonArray.class::cast);
  }

  /** An object whose values are all strings. */
  Optional<Map<String, String>> texts(String name) {
    return object(name)
        .map(
            object -> {
              var texts = new LinkedHashMap<String, String>();
              object
                  .members()
                  .forEach(
                      (key, value) -> {
                        if (value instanceof JsonString text) {
                          texts.put(key, text.value());
                        } else {
                          faults.add(
                              new Problem.Fault(pointer(name) + "/" + key, "must be a string"));
                        }
                      });
              return texts;
            });
  }

  /**
   * Ends the reading.
   *
   * @param make makes the command; called only if there is no fault
   * @throws ProblemException with every fault there is
   */
  <T> T finish(Supplier<T> make) {
    parts.forEach(Members::refuseUnknown);
    if (!faults.isEmpty()) {
      throw new ProblemException(
          new Problem(
              ProblemCode.INVALID_REQUEST,
              "the members named in errors are missing, unknown or of the wrong kind",
              faults,
              JsonObject.empty(),
              Optional.empty()));
    }
    return make.get();
  }

  private void refuseUnknown() {
    json.members().keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> fault(name, "is not known here"));
  }
}
