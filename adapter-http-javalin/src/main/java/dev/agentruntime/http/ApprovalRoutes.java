package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.ExplainApproval;
import dev.agentruntime.application.approval.OfferGrant;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Approvals: asking for one, seeing, awaiting and deciding them. */
final class ApprovalRoutes {

  private static final int PAGE = 50;

  /** Longest time in seconds that a reader waits; proxies give up about then. */
  private static final int MAX_WAIT = 60;

  private final AgentRuntime runtime;
  private final ApprovalWait waiting;

  ApprovalRoutes(AgentRuntime runtime, OpenStreams streams) {
    this.runtime = runtime;
    this.waiting = new ApprovalWait(runtime, streams);
  }

  /** The states an approval can be in. */
  enum Status {
    PENDING,
    APPROVED,
    REJECTED,
    EXPIRED,
    CANCELLED
  }

  List<Route> routes() {
    return List.of(
        Route.get("/approvals", this::list),
        Route.post("/approvals", this::request),
        Route.get("/approvals/{id}", this::show),
        Route.delete("/approvals/{id}", this::withdraw),
        Route.put("/approvals/{id}/decision", this::decide),
        Route.get("/approvals/{id}/explanation", this::explain));
  }

  private Reply withdraw(Exchange exchange) {
    exchange.query().only();
    exchange
        .commands(runtime)
        .withdraw(
            new WithdrawApproval(
                exchange.owner(), id(exchange), "withdrawn by " + exchange.caller().name()));
    return new Reply.Empty(204);
  }

  private Reply list(Exchange exchange) {
    Exchange.Query query =
        exchange.query().only("limit", "cursor", "status", "session_id", "request_type");
    var filter =
        new ApprovalFilter(
            query.parsed("session_id", SessionId::parse),
            query.parsed("request_type", ApprovalType::new),
            query.constant("status", List.of(Status.values())).map(Words::of),
            query.count("limit", SessionFilter.MAX, PAGE),
            query.text("cursor"));
    return Reply.ok(
        Pages.json(
            Pages.atCursor(
                () -> runtime.list(new ListApprovals(exchange.owner(), filter)), "cursor"),
            ApprovalBody::of));
  }

  private Reply request(Exchange exchange) {
    Members members = exchange.members();
    Optional<SessionId> session = members.parsed("session_id", SessionId::parse);
    Optional<RequestApproval.Wanted> wanted = wanted(members);
    Optional<String> reason = members.text("reason");
    Optional<Duration> timeout = members.seconds("timeout_seconds", ApprovalTerms.MAX_TIMEOUT);
    RequestApproval command =
        members.finish(
            () ->
                new RequestApproval(
                    exchange.owner(),
                    session,
                    wanted.orElseThrow(),
                    new Petition(reason, timeout, Optional.of(exchange.caller().name()))));
    ApprovalId id = exchange.once(runtime).request(command);
    return new Reply.Json(
        201,
        ApprovalBody.of(view(exchange, id)),
        Map.of("Location", Route.API + "/approvals/" + id));
  }

  /** What is asked for; nothing if it is not all there. */
  static Optional<RequestApproval.Wanted> wanted(Members members) {
    Optional<ApprovalType> type =
        members.required("request_type", members.parsed("request_type", ApprovalType::new));
    Optional<String> subject = members.required("subject", members.text("subject"));
    JsonObject details = members.object("details").orElse(JsonObject.empty());
    return type.flatMap(t -> subject.map(s -> new RequestApproval.Wanted(t, s, details)));
  }

  private ApprovalView view(Exchange exchange, ApprovalId id) {
    return runtime.get(new GetApproval(exchange.owner(), id));
  }

  private static ApprovalId id(Exchange exchange) {
    return exchange.path("id", "approval", ApprovalId::parse);
  }

  private Reply show(Exchange exchange) {
    Optional<Duration> wait =
        exchange.query().only("wait").whole("wait", 1, MAX_WAIT).map(Duration::ofSeconds);
    ApprovalId id = id(exchange);
    if (wait.isPresent()) {
      waiting.until(exchange.caller(), id, wait.get());
    }
    ApprovalView view = view(exchange, id);
    return Reply.ok(ApprovalBody.whole(view, runtime.offer(new OfferGrant(exchange.owner(), id))));
  }

  private Reply explain(Exchange exchange) {
    exchange.query().only();
    return Reply.ok(
        CheckBody.of(runtime.explain(new ExplainApproval(exchange.owner(), id(exchange)))));
  }

  private Reply decide(Exchange exchange) {
    ApprovalId id = id(exchange);
    DecisionInput input = DecisionInput.read(exchange.members());
    Approval decided =
        exchange.commands(runtime).decide(input.command(exchange.owner(), id, exchange.reviewer()));
    return Reply.ok(ApprovalBody.of(decided, view(exchange, id).session()));
  }
}
