package dev.agentruntime.cli;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;

/** One line of JSON output. */
final class JsonLine {

  private JsonLine() {}

  /** The object on one line, its type in front for who reads along. */
  static String of(String type, JsonObject members) {
    String rest = members.canonical().substring(1);
    return "{\"type\":" + new JsonString(type).canonical() + (rest.equals("}") ? "" : ",") + rest;
  }
}
