package dev.agentruntime.cli;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options with the arguments of a tool call. */
final class CallArguments {

  @Option(
      names = {"-a", "--argument"},
      paramLabel = "NAME=VALUE",
      description = "An argument with a text, or NAME:=JSON with another value.")
  private List<String> arguments = List.of();

  @Option(names = "--json", paramLabel = "OBJECT", description = "All arguments as a JSON object.")
  private Optional<String> json = Optional.empty();

  boolean isGiven() {
    return json.isPresent() || !arguments.isEmpty();
  }

  JsonObject read() {
    if (json.isPresent() && !arguments.isEmpty()) {
      throw CommandFailure.usage("--argument and --json exclude each other");
    }
    if (json.isPresent()) {
      return object(json.get());
    }
    var object = JsonObject.builder();
    arguments.forEach(argument -> add(object, argument));
    return object.build();
  }

  private static JsonObject object(String text) {
    return value("--json", text) instanceof JsonObject object
        ? object
        : fail("--json takes a JSON object");
  }

  private static JsonObject fail(String problem) {
    throw CommandFailure.usage(problem);
  }

  private static void add(JsonObject.Builder object, String argument) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw CommandFailure.usage(
          "--argument takes NAME=VALUE or NAME:=JSON, not \"" + argument + "\"");
    }
    boolean typed = argument.charAt(equals - 1) == ':';
    String name = argument.substring(0, typed ? equals - 1 : equals);
    String value = argument.substring(equals + 1);
    object.put(name, typed ? value("--argument " + name, value) : new JsonString(value));
  }

  private static JsonValue value(String where, String text) {
    return switch (JsonText.read(text)) {
      case JsonText.Valid valid -> valid.value();
      case JsonText.Invalid invalid ->
          throw CommandFailure.usage(where + " is no JSON: " + invalid.problem());
    };
  }
}
