package dev.agentruntime.application.session;

import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Session;

/**
 * What became of a switch.
 *
 * @param position of the last event recorded with it
 */
public record Switched(AgentContext agents, long position) {

  static final Receipt<Switched> RECEIPT =
      new Receipt<>(Switched::of, Switched::write, Switched::read);

  private static Switched of(Session recorded) {
    return new Switched(recorded.state().agents(), recorded.version().position());
  }

  private static JsonObject write(Switched switched) {
    return JsonObject.builder()
        .put("agent", switched.agents.current().value())
        .put("switches", switched.agents.switches())
        .put("position", switched.position)
        .build();
  }

  private static Switched read(JsonObject json) {
    return new Switched(
        new AgentContext(
            new AgentName(json.string("agent").orElseThrow()),
            Math.toIntExact(json.integer("switches").orElseThrow())),
        Receipt.position(json));
  }
}
