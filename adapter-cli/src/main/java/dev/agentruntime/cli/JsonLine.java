package dev.agentruntime.cli;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;

/** JSON as results, on one line. */
final class JsonLine {

  private JsonLine() {}

  /** The object, its type in front for who reads along. */
  static String of(String type, JsonObject members) {
    String rest = of(members).substring(1);
    return "{\"type\":" + new JsonString(type).canonical() + (rest.equals("}") ? "" : ",") + rest;
  }

  /**
   * The value. What could steer a terminal is escaped, which changes the text of the JSON and not
   * its value: in canonical JSON such characters stand in strings only.
   */
  static String of(JsonValue value) {
    return escaped(value.canonical());
  }

  /** The JSON text with every invisible character escaped, line feeds between members excepted. */
  static String escaped(String json) {
    if (json.codePoints().noneMatch(VisibleText::isHidden)) {
      return json;
    }
    var line = new StringBuilder(json.length() + 16);
    json.codePoints()
        .forEach(
            c -> {
              if (VisibleText.isHidden(c)) {
                for (char unit : Character.toChars(c)) {
                  line.append("\\u%04x".formatted((int) unit));
                }
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.toString();
  }
}
