package dev.agentruntime.workspace;

import dev.agentruntime.domain.json.JsonObject;
import java.util.Optional;

/** A call's arguments. The schema was checked before; what it left open is checked here. */
record Arguments(JsonObject json) {

  String required(String name) throws ToolFailedException {
    return text(name)
        .orElseThrow(() -> new ToolFailedException("the argument \"" + name + "\" is missing"));
  }

  Optional<String> text(String name) {
    return json.string(name);
  }

  boolean isSet(String name) {
    return json.bool(name).orElse(false);
  }

  /** A whole number, brought into the range where it is outside. */
  int number(String name, int fallback, int min, int max) {
    return Math.clamp(json.integer(name).orElse((long) fallback), min, max);
  }
}
