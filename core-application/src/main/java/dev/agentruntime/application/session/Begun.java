package dev.agentruntime.application.session;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;

/** A session that began with a message, and what became of that. */
public record Begun(SessionId session, Accepted accepted) {

  static final Receipt<Begun> RECEIPT = new Receipt<>(Begun::of, Begun::write, Begun::read);

  private static Begun of(Session recorded) {
    return new Begun(recorded.id(), Accepted.RECEIPT.of().apply(recorded));
  }

  private static JsonObject write(Begun begun) {
    var json = JsonObject.builder().put("session", begun.session.toString());
    Accepted.RECEIPT.write().apply(begun.accepted).members().forEach(json::put);
    return json.build();
  }

  private static Begun read(JsonObject json) {
    return new Begun(
        SessionId.parse(json.string("session").orElseThrow()), Accepted.RECEIPT.read().apply(json));
  }
}
