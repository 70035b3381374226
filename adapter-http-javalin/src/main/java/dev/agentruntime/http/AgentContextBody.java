package dev.agentruntime.http;

import dev.agentruntime.application.query.AgentContextView;
import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;

/**
 * Who is at work as JSON: in the words of this interface, and beside them in those of the service
 * this runtime succeeds.
 */
final class AgentContextBody {

  private AgentContextBody() {}

  /** What is known right after a switch, however often its request comes. */
  static JsonObject.Builder of(SessionId session, AgentContext agents) {
    return JsonObject.builder()
        .put("agent", agents.current().value())
        .put("switches", agents.switches())
        .put("max_switches", AgentContext.MAX_SWITCHES)
        .put("session_id", session.toString())
        .put("current_agent", agents.current().value())
        .put("switch_count", agents.switches());
  }

  /**
   * All of it.
   *
   * @param history whether each switch was asked for
   */
  static JsonObject of(AgentContextView context, boolean history) {
    return of(context.session(), context.agents())
        .put("last_switch_at", SessionBody.text(context.lastSwitch().map(Instant::toString)))
        .put("switch_history", history ? history(context) : JsonNull.NULL)
        .put("created_at", context.createdAt().toString())
        .build();
  }

  private static JsonValue history(AgentContextView context) {
    return new JsonArray(
        context.history().stream().<JsonValue>map(AgentContextBody::change).toList());
  }

  private static JsonObject change(AgentContextView.Switch change) {
    return JsonObject.builder()
        .put("from_agent", change.from().value())
        .put("to_agent", change.to().value())
        .put("reason", change.reason())
        .put("switched_at", change.at().toString())
        .put("confidence", SessionBody.text(change.confidence().map(Routing.Confidence::id)))
        .build();
  }
}
