package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.CheckRequest;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.TryPolicy;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What policies would say: of a request that nobody makes, and of those that were made before. */
final class PolicyTrialRoutes {

  private static final int PAGE = 50;
  private static final int DAYS = 30;
  private static final int MAX_DAYS = 365;

  private final AgentRuntime runtime;

  PolicyTrialRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/approval-policy/check", this::check),
        Route.post("/approval-policy/dry-run", this::tryOut));
  }

  private Reply check(Exchange exchange) {
    exchange.query().only();
    Members members = exchange.members();
    Optional<SessionId> session = members.parsed("session_id", SessionId::parse);
    Optional<AgentName> agent = members.parsed("agent", AgentName::new);
    Optional<RequestApproval.Wanted> wanted = ApprovalRoutes.wanted(members);
    CheckRequest query =
        members.finish(
            () -> new CheckRequest(exchange.owner(), session, agent, wanted.orElseThrow()));
    return Reply.ok(CheckBody.of(runtime.check(query)));
  }

  private Reply tryOut(Exchange exchange) {
    exchange.query().only();
    Members members = exchange.members();
    Optional<JsonObject> document = PolicyInput.document(members);
    int days = members.count("days", MAX_DAYS, DAYS);
    int limit = members.count("limit", SessionFilter.MAX, PAGE);
    TryPolicy query =
        members.finish(
            () ->
                new TryPolicy(
                    exchange.owner(), document.orElseThrow(), Duration.ofDays(days), limit));
    return Reply.ok(PolicyBody.of(PolicyInput.placed(() -> runtime.tryOut(query))));
  }
}
