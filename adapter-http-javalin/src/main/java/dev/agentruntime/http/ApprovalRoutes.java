package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.AllowInSession;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Approvals: asking for one, seeing and deciding them. */
final class ApprovalRoutes {

  private static final int PAGE = 50;

  private final AgentRuntime runtime;

  ApprovalRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  /** What can be said to a request. */
  enum Decision {
    APPROVE,
    EDIT,
    REJECT
  }

  /** How far an approval reaches. */
  enum Scope {
    ONCE,
    SESSION
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
        Route.put("/approvals/{id}/decision", this::decide));
  }

  private Reply withdraw(Exchange exchange) {
    exchange.query().only();
    runtime.withdraw(
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
    Optional<SessionId> session =
        members.required("session_id", members.parsed("session_id", SessionId::parse));
    Optional<ApprovalType> type =
        members.required("request_type", members.parsed("request_type", ApprovalType::new));
    Optional<String> subject = members.required("subject", members.text("subject"));
    Optional<JsonObject> details = members.object("details");
    Optional<String> reason = members.text("reason");
    Optional<Long> timeout = members.whole("timeout_seconds");
    timeout
        .filter(seconds -> seconds < 1 || seconds > Duration.ofDays(365).toSeconds())
        .ifPresent(wrong -> members.fault("timeout_seconds", "must be 1 second to 365 days"));
    RequestApproval command =
        members.finish(
            () ->
                new RequestApproval(
                    exchange.owner(),
                    session.orElseThrow(),
                    new RequestApproval.Wanted(
                        type.orElseThrow(),
                        subject.orElseThrow(),
                        details.orElse(JsonObject.empty())),
                    reason.orElse("asked for by " + exchange.caller().name()),
                    timeout.map(Duration::ofSeconds)));
    ApprovalId id = exchange.once(runtime).request(command);
    return new Reply.Json(
        201,
        ApprovalBody.of(view(exchange, id)),
        Map.of("Location", Route.API + "/approvals/" + id));
  }

  private ApprovalView view(Exchange exchange, ApprovalId id) {
    return runtime.get(new GetApproval(exchange.owner(), id));
  }

  private static ApprovalId id(Exchange exchange) {
    return exchange.path("id", "approval", ApprovalId::parse);
  }

  private Reply show(Exchange exchange) {
    exchange.query().only();
    return Reply.ok(ApprovalBody.of(view(exchange, id(exchange))));
  }

  private Reply decide(Exchange exchange) {
    ApprovalId id = id(exchange);
    Members members = exchange.members();
    Optional<Digest> digest = members.required("digest", members.parsed("digest", Digest::new));
    Optional<Decision> kind =
        members.required("decision", members.constant("decision", Decision.class));
    Optional<JsonObject> modifications = members.object("modifications");
    Optional<String> reason = members.text("reason");
    Optional<Scope> scope = members.constant("scope", Scope.class);
    check(members, kind, modifications, reason, scope);
    DecideApproval command =
        members.finish(
            () ->
                new DecideApproval(
                    exchange.owner(),
                    id,
                    decision(kind.orElseThrow(), modifications, reason),
                    digest.orElseThrow(),
                    exchange.caller().name()));
    if (scope.equals(Optional.of(Scope.SESSION))) {
      runtime.allowInSession(
          new AllowInSession(exchange.owner(), id, command.seen(), exchange.caller().name()));
    }
    Approval decided = runtime.decide(command);
    return Reply.ok(ApprovalBody.of(new ApprovalView(view(exchange, id).session(), decided)));
  }

  private static void check(
      Members members,
      Optional<Decision> kind,
      Optional<JsonObject> modifications,
      Optional<String> reason,
      Optional<Scope> scope) {
    boolean edits = kind.equals(Optional.of(Decision.EDIT));
    if (edits && modifications.isEmpty()) {
      members.fault("modifications", "is missing: the whole arguments as they are to be");
    }
    if (!edits && modifications.isPresent()) {
      members.fault("modifications", "goes with decision edit only");
    }
    if (reason.isPresent() && !kind.equals(Optional.of(Decision.REJECT))) {
      members.fault("reason", "goes with decision reject only");
    }
    if (scope.equals(Optional.of(Scope.SESSION)) && !kind.equals(Optional.of(Decision.APPROVE))) {
      members.fault("scope", "session goes with decision approve only");
    }
  }

  private static ApprovalDecision decision(
      Decision kind, Optional<JsonObject> modifications, Optional<String> reason) {
    return switch (kind) {
      case APPROVE -> new ApprovalDecision.Approve();
      case EDIT -> new ApprovalDecision.ApproveWithEdits(modifications.orElseThrow());
      case REJECT -> new ApprovalDecision.Reject(reason.orElse(""));
    };
  }
}
