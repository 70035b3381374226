package dev.agentruntime.application.session;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Session;
import java.util.function.Function;

/**
 * The result of a command, and how it is kept beside the keys of its request.
 *
 * @param of the result of a session as it is recorded
 * @param read reads what {@code write} wrote
 */
public record Receipt<R>(
    Function<Session, R> of, Function<R, JsonObject> write, Function<JsonObject, R> read) {

  /** The position of the last event recorded with the command. */
  public static final Receipt<Long> POSITION =
      new Receipt<>(
          recorded -> recorded.version().position(),
          position -> JsonObject.builder().put("position", position).build(),
          Receipt::position);

  static long position(JsonObject json) {
    return json.integer("position").orElseThrow();
  }
}
