package dev.agentruntime.application.event;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.Optional;

/** Requests to people and what became of them, as JSON. */
public final class ApprovalJson {

  private ApprovalJson() {}

  /** The JSON form of a request. */
  public static JsonObject write(ApprovalRequest request) {
    return JsonObject.builder()
        .put("type", request.type().value())
        .put("subject", request.subject())
        .put("details", request.details())
        .put("agent", request.agent().map(AgentName::value))
        .put("files", Fields.list(request.files(), FileImpactJson::write))
        .build();
  }

  /** Reads {@link #write(ApprovalRequest)}. */
  public static ApprovalRequest request(JsonObject json) {
    var fields = new Fields(json);
    return new ApprovalRequest(
        new ApprovalType(fields.text("type")),
        fields.text("subject"),
        fields.object("details"),
        fields.optionalText("agent").map(AgentName::new),
        fields.list("files", FileImpactJson::read));
  }

  /** The JSON form of an approval. */
  public static JsonObject write(Approval approval) {
    Approval.Asked asked = approval.asked();
    return JsonObject.builder()
        .put("id", approval.id().toString())
        .put("request", write(approval.request()))
        .put("call", asked.call().map(ToolCallId::toString))
        .put("reason", asked.reason())
        .put("asked_at", Fields.millis(asked.at()))
        .put("deadline", asked.deadline().map(Fields::millis).orElse(null))
        .put("diff", asked.diff())
        .put("state", write(approval.state()))
        .build();
  }

  /** Reads {@link #write(Approval)}. */
  public static Approval approval(JsonObject json) {
    var fields = new Fields(json);
    var asked =
        new Approval.Asked(
            fields.optionalText("call").map(ToolCallId::parse),
            fields.text("reason"),
            fields.instant("asked_at"),
            optionalInstant(fields, "deadline"),
            fields.optionalText("diff"));
    return new Approval(
        new ApprovalId(fields.uuid("id")),
        request(fields.object("request")),
        asked,
        state(fields.object("state")));
  }

  private static Optional<Instant> optionalInstant(Fields fields, String name) {
    return fields.has(name) ? Optional.of(fields.instant(name)) : Optional.empty();
  }

  /** The JSON form of an approval's state. */
  public static JsonObject write(PendingApprovalState state) {
    var json = JsonObject.builder().put("state", state.id());
    switch (state) {
      case PendingApprovalState.Pending p -> {}
      case PendingApprovalState.Approved a ->
          json.put("granted", write(a.granted()))
              .put("edited", a.edited())
              .put("by", a.by())
              .put("at", Fields.millis(a.at()));
      case PendingApprovalState.Rejected r ->
          json.put("feedback", r.feedback()).put("by", r.by()).put("at", Fields.millis(r.at()));
      case PendingApprovalState.Expired e -> json.put("at", Fields.millis(e.at()));
      case PendingApprovalState.Cancelled c ->
          json.put("reason", c.reason()).put("at", Fields.millis(c.at()));
    }
    return json.build();
  }

  /** Reads {@link #write(PendingApprovalState)}. */
  public static PendingApprovalState state(JsonObject json) {
    var fields = new Fields(json);
    return switch (fields.text("state")) {
      case "pending" -> new PendingApprovalState.Pending();
      case "approved" ->
          new PendingApprovalState.Approved(
              request(fields.object("granted")),
              fields.bool("edited"),
              fields.text("by"),
              fields.instant("at"));
      case "rejected" ->
          new PendingApprovalState.Rejected(
              fields.text("feedback"), fields.text("by"), fields.instant("at"));
      case "expired" -> new PendingApprovalState.Expired(fields.instant("at"));
      case "cancelled" ->
          new PendingApprovalState.Cancelled(fields.text("reason"), fields.instant("at"));
      case String other -> throw Fields.unknown("approval state", other);
    };
  }

  static JsonObject write(Verdict.Explanation explanation) {
    return JsonObject.builder()
        .put("rule", explanation.rule())
        .put("policy_version", explanation.policyVersion())
        .put("reason", explanation.reason())
        .build();
  }

  static Verdict.Explanation explanation(Fields fields) {
    return new Verdict.Explanation(
        fields.text("rule"), fields.count("policy_version"), fields.text("reason"));
  }

  static JsonObject write(Grounds grounds) {
    return switch (grounds) {
      case Grounds.Policy policy ->
          JsonObject.builder()
              .put("kind", "policy")
              .put("explanation", write(policy.explanation()))
              .build();
      case Grounds.Person person ->
          JsonObject.builder()
              .put("kind", "person")
              .put("approval", person.approval().toString())
              .put("edited", person.edited())
              .build();
    };
  }

  static Grounds grounds(Fields fields) {
    return switch (fields.text("kind")) {
      case "policy" -> new Grounds.Policy(explanation(fields.fields("explanation")));
      case "person" ->
          new Grounds.Person(new ApprovalId(fields.uuid("approval")), fields.bool("edited"));
      case String other -> throw Fields.unknown("grounds", other);
    };
  }
}
