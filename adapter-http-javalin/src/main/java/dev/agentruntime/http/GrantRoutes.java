package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.GetGrant;
import dev.agentruntime.application.approval.RevokeGrant;
import dev.agentruntime.application.query.GrantFilter;
import dev.agentruntime.application.query.ListGrants;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;

/** What people allowed beyond one decision: seeing and ending it. */
final class GrantRoutes {

  private static final int PAGE = 50;

  private final AgentRuntime runtime;

  GrantRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/approval-grants", this::list),
        Route.get("/approval-grants/{id}", this::show),
        Route.delete("/approval-grants/{id}", this::revoke));
  }

  private Reply list(Exchange exchange) {
    Exchange.Query query = exchange.query().only("session_id", "include_ended", "limit", "cursor");
    var filter =
        new GrantFilter(
            query.parsed("session_id", SessionId::parse),
            query.truth("include_ended"),
            query.count("limit", SessionFilter.MAX, PAGE),
            query.text("cursor"));
    return Reply.ok(
        Pages.json(
            Pages.atCursor(() -> runtime.list(new ListGrants(exchange.owner(), filter)), "cursor"),
            GrantBody::of));
  }

  private static GrantId id(Exchange exchange) {
    return exchange.path("id", "grant", GrantId::parse);
  }

  private Reply show(Exchange exchange) {
    exchange.query().only();
    return Reply.ok(GrantBody.of(runtime.get(new GetGrant(exchange.owner(), id(exchange)))));
  }

  private Reply revoke(Exchange exchange) {
    exchange.query().only();
    runtime.revoke(new RevokeGrant(exchange.owner(), id(exchange), exchange.reviewer()));
    return new Reply.Empty(204);
  }
}
