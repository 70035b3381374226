package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.audit.AuditLogEntry;
import dev.agentruntime.application.audit.AuditLogJson;
import dev.agentruntime.application.audit.AuditLogKind;
import dev.agentruntime.application.audit.ReadAuditLog;
import dev.agentruntime.application.bus.BusStatistics;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happened, in the words of the service this runtime succeeds: other forms of what the event
 * routes tell, with the members that its clients know.
 */
final class PredecessorRoutes {

  private static final int ENTRIES = 100;

  private final AgentRuntime runtime;

  PredecessorRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/events/audit-log", this::auditLog),
        Route.get("/events/stats", this::statistics).only(Route.Access.ADMIN),
        Route.get("/events/metrics/sessions", this::sessions));
  }

  private Reply auditLog(Exchange exchange) {
    Exchange.Query query = exchange.query().only("session_id", "event_type", "limit", "content");
    Content content = AuditRoutes.content(query);
    var wanted =
        new ReadAuditLog(
            exchange.owner(),
            query.parsed("session_id", SessionId::parse),
            query.constant("event_type", List.of(AuditLogKind.values())),
            content,
            query.count("limit", SessionFilter.MAX, ENTRIES));
    List<AuditLogEntry> found = runtime.read(wanted);
    return Reply.ok(
        JsonObject.builder()
            .put(
                "audit_log",
                new JsonArray(
                    found.stream()
                        .<JsonValue>map(entry -> AuditLogJson.write(entry, content))
                        .toList()))
            .put("count", found.size())
            .put("filters", filters(wanted))
            .build());
  }

  private static JsonObject filters(ReadAuditLog wanted) {
    return JsonObject.builder()
        .put("session_id", SessionBody.text(wanted.session().map(SessionId::toString)))
        .put("event_type", SessionBody.text(wanted.kind().map(AuditLogKind::id)))
        .put("limit", wanted.most())
        .build();
  }

  private Reply statistics(Exchange exchange) {
    exchange.query().only();
    BusStatistics bus = runtime.bus().statistics();
    BusStatistics.Totals handled = bus.totals();
    return Reply.ok(
        JsonObject.builder()
            .put("total_published", bus.events().published())
            .put("successful_handlers", handled.delivered())
            .put("failed_handlers", handled.failed())
            .put("last_event_time", SessionBody.text(bus.events().last().map(Instant::toString)))
            .put("success_rate", new JsonNumber(Math.round(handled.successRate() * 1000) / 1000.0))
            .build());
  }

  private Reply sessions(Exchange exchange) {
    Exchange.Query query = exchange.query().only("limit", "cursor");
    var filter =
        new SessionFilter(
            Optional.empty(),
            Map.of(),
            query.count("limit", SessionFilter.MAX, SessionRoutes.PAGE),
            query.text("cursor"));
    Page<SessionSummary> page =
        Pages.atCursor(() -> runtime.list(new ListSessions(exchange.owner(), filter)), "cursor");
    JsonObject.Builder json =
        JsonObject.builder()
            .put("sessions", page.items().stream().map(one -> one.id().toString()).toList())
            .put("count", page.items().size());
    return Reply.ok(Pages.end(json, page.next()));
  }
}
