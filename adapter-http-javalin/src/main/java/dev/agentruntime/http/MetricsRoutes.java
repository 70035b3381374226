package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.metrics.GetMetrics;
import dev.agentruntime.application.metrics.GetSessionMetrics;
import dev.agentruntime.application.metrics.MetricsJson;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What agents, tools, people and models did, in numbers. */
final class MetricsRoutes {

  private final AgentRuntime runtime;
  private final InstantSource clock;

  MetricsRoutes(AgentRuntime runtime, InstantSource clock) {
    this.runtime = runtime;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/events/metrics", this::metrics),
        Route.get("/metrics", this::metrics),
        Route.get("/events/metrics/sessions/{id}", this::session),
        Route.get("/events/metrics/session/{id}", this::session));
  }

  private Reply metrics(Exchange exchange) {
    exchange.query().only();
    return Reply.ok(
        MetricsJson.write(
            runtime.get(new GetMetrics(exchange.owner())),
            clock.instant().truncatedTo(ChronoUnit.MILLIS)));
  }

  private Reply session(Exchange exchange) {
    return Reply.ok(
        MetricsJson.write(
            runtime.get(new GetSessionMetrics(exchange.owner(), exchange.session()))));
  }
}
