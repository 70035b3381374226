package dev.agentruntime.cli;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes JSON as YAML that people edit: blocks outside, texts in quotes where they need some. */
final class YamlText {

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

  /** Texts that cannot be taken for anything else. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*( [A-Za-z0-9_-]+)*");

  private static final Pattern WORD_OF_YAML =
      Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

  private YamlText() {}

  static String of(JsonObject document) {
    return members(document, "");
  }

  private static String members(JsonObject object, String indent) {
    return object.members().entrySet().stream()
        .map(member -> name(member.getKey()) + ":" + value(member.getValue(), indent))
        .collect(Collectors.joining("\n" + indent));
  }

  private static String name(String name) {
    return NAME.matcher(name).matches() && !WORD_OF_YAML.matcher(name).matches()
        ? name
        : new JsonString(name).canonical();
  }

  private static String value(JsonValue value, String indent) {
    String inner = indent + "  ";
    return switch (value) {
      case JsonObject object when !object.members().isEmpty() ->
          "\n" + inner + members(object, inner);
      case JsonArray array when array.items().stream().anyMatch(JsonObject.class::isInstance) ->
          array.items().stream()
              .map(item -> "\n" + inner + "- " + item(item, inner + "  "))
              .collect(Collectors.joining());
      case JsonArray array ->
          " ["
              + array.items().stream().map(YamlText::scalar).collect(Collectors.joining(", "))
              + "]";
      default -> " " + scalar(value);
    };
  }

  private static String item(JsonValue item, String indent) {
    return item instanceof JsonObject object && !object.members().isEmpty()
        ? members(object, indent)
        : scalar(item);
  }

  private static String scalar(JsonValue value) {
    boolean plain =
        value instanceof JsonString text
            && PLAIN.matcher(text.value()).matches()
            && !WORD_OF_YAML.matcher(text.value()).matches();
    return plain ? ((JsonString) value).value() : value.canonical();
  }
}
