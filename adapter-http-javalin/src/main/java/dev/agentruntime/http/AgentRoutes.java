package dev.agentruntime.http;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.List;

/** The agents that are enabled. */
final class AgentRoutes {

  private final AgentProfiles agents;

  AgentRoutes(AgentProfiles agents) {
    this.agents = agents;
  }

  List<Route> routes() {
    return List.of(Route.get("/agents", this::list), Route.get("/agents/{name}", this::show));
  }

  private Reply list(Exchange exchange) {
    exchange.query().only();
    return Reply.ok(
        JsonObject.builder()
            .put(
                "data", new JsonArray(agents.all().stream().<JsonValue>map(AgentBody::of).toList()))
            .build());
  }

  private Reply show(Exchange exchange) {
    exchange.query().only();
    return agents
        .find(exchange.path("name", "agent", AgentName::new))
        .map(profile -> Reply.ok(AgentBody.of(profile)))
        .orElseThrow(() -> Exchange.notFound("agent"));
  }
}
