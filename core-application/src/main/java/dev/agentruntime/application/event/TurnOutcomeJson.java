package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.TurnOutcome;

/** How a turn ended, as JSON. */
public final class TurnOutcomeJson {

  private TurnOutcomeJson() {}

  /** The JSON form. */
  public static JsonObject write(TurnOutcome outcome) {
    var json = JsonObject.builder().put("outcome", outcome.id());
    switch (outcome) {
      case TurnOutcome.Completed completed -> json.put("text", completed.text());
      case TurnOutcome.Failed failed ->
          json.put("kind", Fields.name(failed.kind())).put("message", failed.message());
      case TurnOutcome.Cancelled cancelled -> json.put("reason", cancelled.reason());
      case TurnOutcome.LimitReached reached -> json.put("limit", Fields.name(reached.limit()));
    }
    return json.build();
  }

  /** Reads {@link #write}. */
  public static TurnOutcome read(JsonObject json) {
    var fields = new Fields(json);
    return switch (fields.text("outcome")) {
      case "completed" -> new TurnOutcome.Completed(fields.text("text"));
      case "failed" ->
          new TurnOutcome.Failed(
              fields.constant("kind", FailureKind.class), fields.text("message"));
      case "cancelled" -> new TurnOutcome.Cancelled(fields.text("reason"));
      case "limit" -> new TurnOutcome.LimitReached(fields.constant("limit", Limit.class));
      case String other -> throw Fields.unknown("turn outcome", other);
    };
  }
}
