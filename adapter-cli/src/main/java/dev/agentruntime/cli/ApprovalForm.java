package dev.agentruntime.cli;

import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Approvals as results and for people. */
final class ApprovalForm {

  private static final int MAX_SUMMARY = 80;

  /** What a request is decided by, as it is recorded. */
  private static final List<String> DECIDED_BY =
      List.of("deadline", "policy", "terms", "requested_by");

  private ApprovalForm() {}

  /** Everything of it; where a person made something else of it, also what they allowed. */
  static JsonObject json(ApprovalView view) {
    var json = members(view);
    if (!view.asDecided().equals(view.approval().request())) {
      json.put("granted", view.asDecided().details());
    }
    return json.build();
  }

  /** What a program needs to decide: id, digest and everything the digest covers. */
  static JsonObject.Builder members(ApprovalView view) {
    Approval approval = view.approval();
    ApprovalRequest request = approval.request();
    JsonObject recorded = ApprovalJson.write(approval);
    JsonObject.Builder members =
        JsonObject.builder()
            .put("approval_id", approval.id().toString())
            .put("session_id", view.session().map(SessionId::toString))
            .put("digest", approval.digest().hex())
            .put("request_type", request.type().value())
            .put("subject", request.subject())
            .put("details", request.details())
            .put("agent", request.agent().map(AgentName::value))
            .put("reason", approval.asked().reason())
            .put("asked_at", approval.asked().at().toString())
            .put("state", approval.state().id());
    DECIDED_BY.forEach(name -> members.put(name, recorded.get(name).orElse(null)));
    return members.put("votes", new JsonArray(ApprovalJson.write(approval.votes()).array("votes")));
  }

  /** A line: what would be done to what. */
  static String summary(ApprovalRequest request) {
    return VisibleText.line(what(request), MAX_SUMMARY);
  }

  /** The same of an approval: what was allowed, where a person made something else of it. */
  static String summary(Approval approval) {
    if (!(approval.state() instanceof PendingApprovalState.Approved approved)
        || !approved.edited()) {
      return summary(approval.request());
    }
    return isRecovery(approved.granted())
        ? summary(approval.request()) + " (reported done)"
        : summary(approved.granted()) + " (edited)";
  }

  /** What somebody who let it run made of it. */
  static String granted(PendingApprovalState.Approved approved) {
    if (!approved.edited()) {
      return "approved";
    }
    return isRecovery(approved.granted())
        ? "reported done"
        : "edited into " + summary(approved.granted());
  }

  private static boolean isRecovery(ApprovalRequest request) {
    return request.type().equals(ApprovalType.RECOVERY);
  }

  private static String what(ApprovalRequest request) {
    JsonObject details = request.details();
    if (request.type().equals(ApprovalType.LIMIT)) {
      return "more than the limit of " + words(request.subject());
    }
    JsonObject arguments = details.object("arguments").orElse(details);
    String object =
        details
            .string("command")
            .or(() -> paths(details))
            .or(() -> arguments.string("command"))
            .or(() -> arguments.string("path"))
            .orElseGet(arguments::canonical);
    return request.subject() + " " + object + (isRecovery(request) ? ", interrupted" : "");
  }

  /** The name of a limit as it is said. */
  static String words(String limit) {
    return limit.replace('_', ' ');
  }

  /** How much a turn used so far, as a request to go on tells. */
  static String used(JsonObject details) {
    var used = new ArrayList<String>();
    details.integer("model_calls").ifPresent(n -> used.add(Count.of(n, "model call")));
    details.integer("tool_calls").ifPresent(n -> used.add(Count.of(n, "tool call")));
    details
        .integer("running_seconds")
        .ifPresent(n -> used.add(Durations.whole(Duration.ofSeconds(n))));
    long tokens =
        details.integer("prompt_tokens").orElse(0L)
            + details.integer("completion_tokens").orElse(0L);
    if (tokens > 0) {
      used.add(Count.of(tokens, "token"));
    }
    return String.join(", ", used);
  }

  private static Optional<String> paths(JsonObject details) {
    List<String> paths = details.strings("paths");
    return paths.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", paths));
  }
}
