package dev.agentruntime.application.session;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.TurnId;
import java.util.UUID;

/**
 * What became of a message or a result.
 *
 * @param turn that works on it
 * @param position of the last event recorded with it; what happens next comes behind
 */
public record Accepted(TurnId turn, long position) {

  static final Receipt<Accepted> RECEIPT =
      new Receipt<>(Accepted::of, Accepted::write, Accepted::read);

  private static Accepted of(Session recorded) {
    return new Accepted(recorded.state().openTurn().id(), recorded.version().position());
  }

  private static JsonObject write(Accepted accepted) {
    return JsonObject.builder()
        .put("turn", accepted.turn.toString())
        .put("position", accepted.position)
        .build();
  }

  private static Accepted read(JsonObject json) {
    return new Accepted(
        new TurnId(UUID.fromString(json.string("turn").orElseThrow())), Receipt.position(json));
  }
}
