package dev.agentruntime.testkit.event;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What objects look like: their members by path, as examples show them. */
final class Shape {

  /** Objects whose members are not the runtime's: it takes them as they come. */
  private static final Set<String> OPEN =
      Set.of("arguments", "details", "labels", "modifications", "parameters", "schema", "seen");

  private static final String UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String DIGEST = "[0-9a-f]{64}";
  private static final String TIME = "-?[0-9+-]+T[0-9:.]+Z";
  private static final String CONSTANT = "[a-z][a-z_]*";

  private static final int MOST_CONSTANTS = 12;

  private final SortedMap<String, Member> members = new TreeMap<>();

  /** How often there was an object to have members, by the beginning of their paths. */
  private final Map<String, Integer> objects = new HashMap<>();

  /** A member as it was seen. */
  private static final class Member {
    private final String parent;
    private final Set<String> kinds = new TreeSet<>();
    private final Set<String> texts = new TreeSet<>();
    private int times;

    Member(String parent) {
      this.parent = parent;
    }

    boolean isAll(String pattern) {
      return texts.stream().allMatch(text -> text.matches(pattern));
    }

    /** One of a few words that come again and again. */
    boolean isConstant() {
      return isAll(CONSTANT) && texts.size() <= MOST_CONSTANTS && times >= 4 * texts.size();
    }
  }

  /**
   * A line of a table.
   *
   * @param always whether each object that can have it has it
   */
  record Line(String path, String kind, boolean always) {}

  static Shape of(List<JsonObject> examples) {
    var shape = new Shape();
    examples.forEach(example -> shape.take("", example));
    return shape;
  }

  /** The paths of its members. */
  Set<String> paths() {
    return members.keySet();
  }

  private void take(String parent, JsonObject object) {
    objects.merge(parent, 1, Integer::sum);
    object.members().forEach((name, value) -> take(parent, name, value));
  }

  private void take(String parent, String name, JsonValue value) {
    Member member = members.computeIfAbsent(parent + name, path -> new Member(parent));
    member.times++;
    member.kinds.add(kind(name, value));
    switch (value) {
      case JsonString text -> member.texts.add(text.value());
      case JsonObject object when !OPEN.contains(name) -> take(parent + name + ".", object);
      case JsonArray array -> array.items().forEach(item -> takeItem(parent + name, item));
      default -> {}
    }
  }

  private void takeItem(String path, JsonValue item) {
    if (item instanceof JsonObject object) {
      take(path + "[].", object);
    }
  }

  private static String kind(String name, JsonValue value) {
    return switch (value) {
      case JsonString text -> "text";
      case JsonNumber number -> number.isWhole() ? "whole number" : "number";
      case JsonBoolean bool -> "true or false";
      case JsonNull none -> "null";
      case JsonObject object -> OPEN.contains(name) ? "object, with any members" : "object";
      case JsonArray array -> listKind(name, array);
    };
  }

  private static String listKind(String name, JsonArray array) {
    return array.items().stream()
        .findFirst()
        .map(item -> item instanceof JsonObject ? "list of objects" : "list of " + kind(name, item))
        .orElse("list");
  }

  private boolean always(String path) {
    Member member = members.get(path);
    return member.times == objects.get(member.parent);
  }

  /** Its members. */
  List<Line> lines() {
    return members.entrySet().stream()
        .map(member -> new Line(member.getKey(), kind(member.getValue()), always(member.getKey())))
        .toList();
  }

  private static String kind(Member member) {
    Set<String> kinds = new TreeSet<>(member.kinds);
    if (kinds.size() > 1) {
      kinds.remove("list");
    }
    if (kinds.equals(Set.of("text"))) {
      return textKind(member);
    }
    return kinds.equals(Set.of("text", "whole number"))
        ? "whole number; a text where no double holds it"
        : String.join(", or ", kinds);
  }

  private static String textKind(Member member) {
    if (member.isAll(UUID)) {
      return "UUID";
    }
    if (member.isAll(DIGEST)) {
      return "SHA-256 as 64 hexadecimal digits";
    }
    if (member.isAll(TIME)) {
      return "time";
    }
    return member.isConstant() ? "`" + String.join("`, `", member.texts) + "`" : "text";
  }

  /** In what an object is not of this shape; empty where it is. */
  List<String> strangeIn(JsonObject object) {
    Shape other = of(List.of(object));
    var strange = new ArrayList<String>();
    other.members.forEach(
        (path, member) -> {
          if (!members.containsKey(path)) {
            strange.add(path + " is not known");
          } else if (!isList(member) && !members.get(path).kinds.containsAll(member.kinds)) {
            strange.add(path + " is " + member.kinds);
          }
        });
    members.forEach(
        (path, member) -> {
          boolean possible = other.objects.containsKey(member.parent);
          if (possible
              && always(path)
              && !(other.members.containsKey(path) && other.always(path))) {
            strange.add(path + " is missing");
          }
        });
    return strange;
  }

  /** An empty list is of every kind. */
  private static boolean isList(Member member) {
    return member.kinds.equals(Set.of("list"));
  }
}
