package dev.agentruntime.http;

import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.application.event.FileImpactJson;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** Approvals as JSON: everything a decision needs, and what became of it. */
final class ApprovalBody {

  private ApprovalBody() {}

  static JsonObject of(ApprovalView view) {
    return of(view.approval(), view.session());
  }

  /**
   * The JSON of an approval.
   *
   * @param session the one it belongs to; a request that stands alone has no such member
   */
  static JsonObject of(Approval approval, Optional<SessionId> session) {
    return members(approval, session).build();
  }

  private static JsonObject.Builder members(Approval approval, Optional<SessionId> session) {
    ApprovalRequest request = approval.request();
    Approval.Asked asked = approval.asked();
    return JsonObject.builder()
        .put("id", approval.id().toString())
        .put("session_id", session.map(SessionId::toString))
        .put("status", approval.state().id())
        .put("request_type", request.type().value())
        .put("subject", request.subject())
        .put("details", request.details())
        .put("agent", SessionBody.text(request.agent().map(AgentName::value)))
        .put(
            "files",
            new JsonArray(request.files().stream().<JsonValue>map(FileImpactJson::write).toList()))
        .put("diff", SessionBody.text(asked.diff()))
        .put("digest", approval.digest().hex())
        .put("reason", asked.reason())
        .put("call_id", SessionBody.text(asked.call().map(Object::toString)))
        .put("requested_by", SessionBody.text(asked.basis().requester()))
        .put(
            "policy",
            asked.basis().policy().<JsonValue>map(ApprovalJson::write).orElse(JsonNull.NULL))
        .put("terms", ApprovalJson.write(asked.basis().terms()))
        .put("asked_at", asked.at().toString())
        .put("deadline", SessionBody.text(asked.deadline().map(Instant::toString)))
        .put(
            "votes",
            new JsonArray(approval.votes().stream().<JsonValue>map(ApprovalJson::write).toList()))
        .put("decision", decision(approval.state()));
  }

  /**
   * The JSON of an approval that is read by itself.
   *
   * @param grant what a decision on it could grant
   */
  static JsonObject whole(ApprovalView view, Optional<GrantRule> grant) {
    return members(view.approval(), view.session())
        .put("grant", grant.<JsonValue>map(GrantBody::rule).orElse(JsonNull.NULL))
        .put("history", history(view.approval()))
        .build();
  }

  /** All that is recorded of an approval is a part of it, so its log is not read for that. */
  private static JsonArray history(Approval approval) {
    Approval.Asked asked = approval.asked();
    Optional<String> requester =
        asked.basis().requester().or(() -> approval.request().agent().map(AgentName::value));
    var history = new ArrayList<JsonValue>();
    history.add(happened("requested", requester, asked.at()));
    approval
        .votes()
        .forEach(vote -> history.add(happened("voted", Optional.of(vote.by().name()), vote.at())));
    closed(approval.state()).ifPresent(history::add);
    return new JsonArray(history);
  }

  private static Optional<JsonValue> closed(PendingApprovalState state) {
    return switch (state) {
      case PendingApprovalState.Pending pending -> Optional.empty();
      case PendingApprovalState.Approved approved ->
          Optional.of(happened(state.id(), Optional.of(approved.by()), approved.at()));
      case PendingApprovalState.Rejected rejected ->
          Optional.of(happened(state.id(), Optional.of(rejected.by()), rejected.at()));
      case PendingApprovalState.Expired expired ->
          Optional.of(happened(state.id(), Optional.empty(), expired.at()));
      case PendingApprovalState.Cancelled cancelled ->
          Optional.of(happened(state.id(), Optional.empty(), cancelled.at()));
    };
  }

  private static JsonValue happened(String what, Optional<String> by, Instant at) {
    return JsonObject.builder()
        .put("type", "approval." + what)
        .put("by", SessionBody.text(by))
        .put("at", at.toString())
        .build();
  }

  private static JsonValue decision(PendingApprovalState state) {
    return state instanceof PendingApprovalState.Pending
        ? JsonNull.NULL
        : ApprovalJson.write(state);
  }
}
