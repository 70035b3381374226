package dev.agentruntime.domain.tool;

import dev.agentruntime.domain.json.JsonObject;

/** The arguments of a call as the model sent them. */
public sealed interface ToolArguments {

  /** A JSON object; not yet checked against the tool's schema. */
  record Parsed(JsonObject value) implements ToolArguments {}

  /**
   * Anything else. It is kept as it came, answered with the problem, and never run.
   *
   * @param raw the model's text
   * @param problem what is wrong with it, for the model to read
   */
  record Malformed(String raw, String problem) implements ToolArguments {}

  /** The object to send back on the wire, where only an object is valid. */
  default JsonObject onTheWire() {
    return switch (this) {
      case Parsed parsed -> parsed.value();
      case Malformed malformed ->
          JsonObject.builder().put("malformed_arguments", malformed.raw()).build();
    };
  }
}
