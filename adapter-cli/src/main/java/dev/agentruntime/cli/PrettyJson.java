package dev.agentruntime.cli;

import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.function.Function;

/** Writes JSON for people: a member a line, in the order it came. */
final class PrettyJson {

  private PrettyJson() {}

  static String of(JsonValue value) {
    return at(value, "\n");
  }

  private static String at(JsonValue value, String newLine) {
    String inner = newLine + "  ";
    return switch (value) {
      case JsonObject object when !object.members().isEmpty() ->
          block(
              "{}",
              List.copyOf(object.members().entrySet()),
              member ->
                  new JsonString(member.getKey()).canonical() + ": " + at(member.getValue(), inner),
              newLine);
      case JsonArray array when !array.items().isEmpty() ->
          block("[]", array.items(), item -> at(item, inner), newLine);
      default -> value.canonical();
    };
  }

  private static <T> String block(
      String brackets, List<T> items, Function<T, String> write, String newLine) {
    String inner = newLine + "  ";
    return brackets.charAt(0)
        + inner
        + String.join("," + inner, items.stream().map(write).toList())
        + newLine
        + brackets.charAt(1);
  }
}
