package dev.agentruntime.application.event;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent.AgentRouted;
import dev.agentruntime.domain.session.SessionEvent.AgentSwitched;
import dev.agentruntime.domain.session.SwitchedBy;

/** Events of who is at work. */
final class AgentEventJson {

  private AgentEventJson() {}

  static JsonObject write(AgentRouted event) {
    Routing routing = event.routing();
    return JsonObject.builder()
        .put("agent", routing.target().value())
        .put("confidence", Fields.name(routing.confidence()))
        .put("reason", routing.reason())
        .put("method", Fields.name(routing.method()))
        .build();
  }

  static AgentRouted routed(JsonObject json) {
    var fields = new Fields(json);
    return new AgentRouted(
        new Routing(
            new AgentName(fields.text("agent")),
            fields.constant("confidence", Routing.Confidence.class),
            fields.text("reason"),
            fields.constant("method", Routing.Method.class)));
  }

  static JsonObject write(AgentSwitched event) {
    return JsonObject.builder()
        .put("from", event.from().value())
        .put("to", event.to().value())
        .put("reason", event.reason())
        .put("by", Fields.name(event.by()))
        .build();
  }

  static AgentSwitched switched(JsonObject json) {
    var fields = new Fields(json);
    return new AgentSwitched(
        new AgentName(fields.text("from")),
        new AgentName(fields.text("to")),
        fields.text("reason"),
        fields.constant("by", SwitchedBy.class));
  }
}
