package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent.TurnEnded;
import dev.agentruntime.domain.session.SessionEvent.TurnStarted;
import dev.agentruntime.domain.session.SessionEvent.TurnWaiting;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.WaitReason;

/** Events of the turn. */
final class TurnEventJson {

  private TurnEventJson() {}

  static JsonObject write(TurnStarted event) {
    return JsonObject.builder()
        .put("turn_id", event.turn().toString())
        .put("route", event.route())
        .build();
  }

  static TurnStarted started(JsonObject json) {
    var fields = new Fields(json);
    return new TurnStarted(new TurnId(fields.uuid("turn_id")), fields.bool("route"));
  }

  static JsonObject write(TurnWaiting event) {
    return JsonObject.builder().put("reason", Fields.name(event.reason())).build();
  }

  static TurnWaiting waiting(JsonObject json) {
    return new TurnWaiting(new Fields(json).constant("reason", WaitReason.class));
  }

  static JsonObject write(TurnEnded event) {
    return TurnOutcomeJson.write(event.outcome());
  }

  static TurnEnded ended(JsonObject json) {
    return new TurnEnded(TurnOutcomeJson.read(json));
  }
}
