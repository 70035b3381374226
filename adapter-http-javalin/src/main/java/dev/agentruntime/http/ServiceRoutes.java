package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.domain.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The service itself: whether it lives and is ready, and how much it logs. */
final class ServiceRoutes {

  /** Whoever asks whether a server is ready mostly does not wait longer itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final StoreProbe store;
  private final Readiness readiness;
  private final HttpParts.Program program;

  /** Whether requests are still taken. */
  interface Readiness {
    boolean isReady();
  }

  ServiceRoutes(AgentRuntime runtime, Readiness readiness, HttpParts.Program program) {
    this.store = new StoreProbe(runtime::ledgerEnd, PATIENCE);
    this.readiness = readiness;
    this.program = program;
  }

  List<Route> routes() {
    return List.of(
        Route.open("/health", this::health),
        Route.open("/healthz", this::health),
        Route.open(Route.API + "/health", this::health),
        Route.open("/readyz", this::ready),
        Route.document("/metrics", this::meters).only(Route.Access.ADMIN),
        Route.get("/log-level", this::level).only(Route.Access.ADMIN),
        Route.put("/log-level", this::setLevel).only(Route.Access.ADMIN));
  }

  private Reply health(Exchange exchange) {
    return Reply.ok(
        JsonObject.builder()
            .put("status", "healthy")
            .put("service", "agent-runtime")
            .put("version", program.version())
            .build());
  }

  private Reply ready(Exchange exchange) {
    if (!readiness.isReady()) {
      throw Problem.of(ProblemCode.UNAVAILABLE, "the server is stopping").exception();
    }
    store.requireAnswer();
    return Reply.ok(JsonObject.builder().put("status", "ready").build());
  }

  /** Of the whole server, whosever the sessions are: hence for administrators. */
  private Reply meters(Exchange exchange) {
    HttpParts.Meters.Reading read = program.meters().read(exchange.header("Accept").orElse(""));
    return new Reply.Document(read.contentType(), read.text(), Map.of());
  }

  /** How much is logged. */
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  private Reply level(Exchange exchange) {
    return Reply.ok(JsonObject.builder().put("level", program.logLevel().get()).build());
  }

  private Reply setLevel(Exchange exchange) {
    Members members = exchange.members();
    Optional<Level> wanted = members.required("level", members.constant("level", Level.class));
    program.logLevel().set(Words.of(members.finish(wanted::orElseThrow)));
    return level(exchange);
  }
}
