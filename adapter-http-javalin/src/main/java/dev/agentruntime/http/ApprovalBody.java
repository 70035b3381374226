package dev.agentruntime.http;

import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.tool.FileImpact;
import java.time.Instant;

/** Approvals as JSON: everything a decision needs, and what became of it. */
final class ApprovalBody {

  private ApprovalBody() {}

  static JsonObject of(ApprovalView view) {
    return members(view.approval()).put("session_id", view.session().toString()).build();
  }

  static JsonObject of(Approval approval) {
    return members(approval).build();
  }

  private static JsonObject.Builder members(Approval approval) {
    ApprovalRequest request = approval.request();
    return JsonObject.builder()
        .put("id", approval.id().toString())
        .put("status", approval.state().id())
        .put("request_type", request.type().value())
        .put("subject", request.subject())
        .put("details", request.details())
        .put("agent", SessionBody.text(request.agent().map(AgentName::value)))
        .put(
            "files",
            new JsonArray(
                request.files().stream().map(FileImpact::path).map(ApprovalBody::string).toList()))
        .put("diff", SessionBody.text(approval.asked().diff()))
        .put("digest", approval.digest().hex())
        .put("reason", approval.asked().reason())
        .put("call_id", SessionBody.text(approval.asked().call().map(Object::toString)))
        .put("asked_at", approval.asked().at().toString())
        .put("deadline", SessionBody.text(approval.asked().deadline().map(Instant::toString)))
        .put("decision", decision(approval.state()));
  }

  private static JsonValue string(String text) {
    return new JsonString(text);
  }

  private static JsonValue decision(PendingApprovalState state) {
    return switch (state) {
      case PendingApprovalState.Pending pending -> JsonNull.NULL;
      case PendingApprovalState.Approved approved ->
          JsonObject.builder()
              .put("decision", approved.edited() ? "edit" : "approve")
              .put("details", approved.granted().details())
              .put("by", approved.by())
              .put("at", approved.at().toString())
              .build();
      case PendingApprovalState.Rejected rejected ->
          JsonObject.builder()
              .put("decision", "reject")
              .put("reason", rejected.feedback())
              .put("by", rejected.by())
              .put("at", rejected.at().toString())
              .build();
      case PendingApprovalState.Expired expired ->
          JsonObject.builder().put("decision", "expire").put("at", expired.at().toString()).build();
      case PendingApprovalState.Cancelled cancelled ->
          JsonObject.builder()
              .put("decision", "cancel")
              .put("reason", cancelled.reason())
              .put("at", cancelled.at().toString())
              .build();
    };
  }
}
