package dev.agentruntime.application.document;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a node means as JSON. Without quotes, {@code null}, {@code ~} and nothing are null, {@code
 * true} and {@code false} truth values, and what JSON writes as a number is one; all else is text,
 * {@code yes}, {@code 010} and {@code 12:30} too.
 */
public final class YamlValue {

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

  private YamlValue() {}

  /** The value; a number that JSON cannot hold as it is written is a problem. */
  public static JsonValue of(YamlNode node, Problems problems) {
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar(scalar, problems);
      case YamlNode.Items list ->
          new JsonArray(list.items().stream().map(item -> of(item, problems)).toList());
      case YamlNode.Members mapping -> object(mapping, problems);
    };
  }

  /** The object that a mapping is. */
  public static JsonObject object(YamlNode.Members mapping, Problems problems) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    mapping.members().forEach((name, member) -> members.put(name, of(member.value(), problems)));
    return new JsonObject(members);
  }

  /** Whether it is written as a number, be it one that is taken or not. */
  public static boolean isNumber(YamlNode.Scalar scalar) {
    return scalar.plain() && NUMBER.matcher(scalar.text()).matches();
  }

  private static JsonValue scalar(YamlNode.Scalar scalar, Problems problems) {
    if (!scalar.plain()) {
      return new JsonString(scalar.text());
    }
    return switch (scalar.text()) {
      case "", "~", "null" -> JsonNull.NULL;
      case "true" -> new JsonBoolean(true);
      case "false" -> new JsonBoolean(false);
      case String text when isNumber(scalar) -> number(scalar, problems);
      case String text -> new JsonString(text);
    };
  }

  private static JsonValue number(YamlNode.Scalar scalar, Problems problems) {
    try {
      return JsonNumber.parse(scalar.text());
    } catch (IllegalArgumentException e) {
      problems.add(scalar.place(), e.getMessage() + "; put it in quotes");
      return JsonNull.NULL;
    }
  }
}
