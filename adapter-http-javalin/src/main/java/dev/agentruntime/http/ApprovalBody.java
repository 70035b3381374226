package dev.agentruntime.http;

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
import java.time.Instant;

/** Approvals as JSON: everything a decision needs, and what became of it. */
final class ApprovalBody {

  private ApprovalBody() {}

  static JsonObject of(ApprovalView view) {
    Approval approval = view.approval();
    ApprovalRequest request = approval.request();
    return JsonObject.builder()
        .put("id", approval.id().toString())
        .put("session_id", view.session().toString())
        .put("status", approval.state().id())
        .put("request_type", request.type().value())
        .put("subject", request.subject())
        .put("details", request.details())
        .put("agent", SessionBody.text(request.agent().map(AgentName::value)))
        .put(
            "files",
            new JsonArray(request.files().stream().<JsonValue>map(FileImpactJson::write).toList()))
        .put("diff", SessionBody.text(approval.asked().diff()))
        .put("digest", approval.digest().hex())
        .put("reason", approval.asked().reason())
        .put("call_id", SessionBody.text(approval.asked().call().map(Object::toString)))
        .put("asked_at", approval.asked().at().toString())
        .put("deadline", SessionBody.text(approval.asked().deadline().map(Instant::toString)))
        .put("decision", decision(approval.state()))
        .build();
  }

  private static JsonValue decision(PendingApprovalState state) {
    return state instanceof PendingApprovalState.Pending
        ? JsonNull.NULL
        : ApprovalJson.write(state);
  }
}
