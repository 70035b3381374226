package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.domain.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The service itself: whether it lives and is ready, and how much it logs. */
final class ServiceRoutes {

  private final AgentRuntime runtime;
  private final Readiness readiness;
  private final HttpParts.LogLevel level;
  private final String version;

  /** Whether requests are still taken. */
  interface Readiness {
    boolean isReady();
  }

  ServiceRoutes(
      AgentRuntime runtime, Readiness readiness, HttpParts.LogLevel level, String version) {
    this.runtime = runtime;
    this.readiness = readiness;
    this.level = level;
    this.version = version;
  }

  List<Route> routes() {
    return List.of(
        Route.open("/health", this::health),
        Route.open("/healthz", this::health),
        Route.open(Route.API + "/health", this::health),
        Route.open("/readyz", this::ready),
        Route.get("/log-level", this::level).only(Route.Access.ADMIN),
        Route.put("/log-level", this::setLevel).only(Route.Access.ADMIN));
  }

  private Reply health(Exchange exchange) {
    return Reply.ok(
        JsonObject.builder()
            .put("status", "healthy")
            .put("service", "agent-runtime")
            .put("version", version)
            .build());
  }

  private Reply ready(Exchange exchange) {
    if (!readiness.isReady()) {
      throw Problem.of(ProblemCode.UNAVAILABLE, "the server is stopping").exception();
    }
    // Where the store does not answer, this is what is thrown.
    runtime.ledgerEnd();
    return Reply.ok(JsonObject.builder().put("status", "ready").build());
  }

  /** How much is logged. */
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  private Reply level(Exchange exchange) {
    return Reply.ok(JsonObject.builder().put("level", level.get()).build());
  }

  private Reply setLevel(Exchange exchange) {
    Members members = exchange.members();
    Optional<Level> wanted = members.required("level", members.constant("level", Level.class));
    level.set(Words.of(members.finish(wanted::orElseThrow)));
    return level(exchange);
  }
}
