package dev.agentruntime.application.audit;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;

/**
 * How far a session's log goes: kept elsewhere, it shows later whether the log still holds all that
 * it held then. Of a session that was removed, how far it went.
 *
 * @param position of the last event
 * @param link of the last event
 */
public record ChainHead(SessionId session, long position, Digest link) {

  /**
   * Reads a line of a copy.
   *
   * @throws IllegalArgumentException if it is none; the message tells why
   */
  static ChainHead read(JsonObject json) {
    return new ChainHead(
        SessionId.parse(json.string("session_id").orElse("")),
        json.integer("position").filter(at -> at > 0).orElseThrow(ChainHead::noPosition),
        new Digest(json.string("link").orElse("")));
  }

  private static IllegalArgumentException noPosition() {
    return new IllegalArgumentException("\"position\" is missing or no whole number above 0");
  }

  /** Whether a line is one, rather than an entry of the log. */
  static boolean isOne(JsonObject json) {
    return json.get("event_id").isEmpty() && json.get("link").isPresent();
  }

  /** The line of a copy; see {@link VerifyCopy}. */
  public JsonObject json() {
    return JsonObject.builder()
        .put("session_id", session.toString())
        .put("position", position)
        .put("link", link.hex())
        .build();
  }
}
