package dev.agentruntime.application.event;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent.ApprovalClosed;
import dev.agentruntime.domain.session.SessionEvent.ApprovalRequested;
import dev.agentruntime.domain.tool.ToolCallId;

/** Events of requests to people. */
final class ApprovalEventJson {

  private ApprovalEventJson() {}

  static JsonObject write(ApprovalRequested event) {
    return ApprovalJson.write(event.approval());
  }

  static ApprovalRequested requested(JsonObject json) {
    return new ApprovalRequested(ApprovalJson.approval(json));
  }

  static JsonObject write(ApprovalClosed event) {
    return JsonObject.builder()
        .put("approval_id", event.approval().toString())
        .put("call_id", event.call().map(ToolCallId::toString))
        .put("decision", ApprovalJson.write(event.outcome()))
        .build();
  }

  static ApprovalClosed closed(JsonObject json) {
    var fields = new Fields(json);
    return new ApprovalClosed(
        new ApprovalId(fields.uuid("approval_id")),
        fields.optionalText("call_id").map(ToolCallId::parse),
        ApprovalJson.state(fields.object("decision")));
  }
}
