package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/** Approvals as results and for people. */
final class ApprovalForm {

  private static final int MAX_SUMMARY = 80;

  private ApprovalForm() {}

  static JsonObject json(ApprovalView view) {
    return members(view.session(), view.approval()).build();
  }

  /** What a program needs to decide: id, digest and everything the digest covers. */
  static JsonObject.Builder members(SessionId session, Approval approval) {
    ApprovalRequest request = approval.request();
    return JsonObject.builder()
        .put("approval_id", approval.id().toString())
        .put("session_id", session.toString())
        .put("digest", approval.digest().hex())
        .put("request_type", request.type().value())
        .put("subject", request.subject())
        .put("details", request.details())
        .put("agent", request.agent().map(AgentName::value))
        .put("reason", approval.asked().reason())
        .put("asked_at", approval.asked().at().toString())
        .put("state", approval.state().id());
  }

  /** A line: what would be done to what. */
  static String summary(ApprovalRequest request) {
    JsonObject details = request.details();
    String object =
        details
            .string("command")
            .or(() -> paths(details))
            .orElseGet(() -> details.object("arguments").orElse(details).canonical());
    return VisibleText.line(request.subject() + " " + object, MAX_SUMMARY);
  }

  private static Optional<String> paths(JsonObject details) {
    List<String> paths = details.strings("paths");
    return paths.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", paths));
  }
}
