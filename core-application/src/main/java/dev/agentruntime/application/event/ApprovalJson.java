package dev.agentruntime.application.event;

import static java.util.stream.Collectors.toSet;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Requests to people and what became of them, as JSON. */
public final class ApprovalJson {

  private ApprovalJson() {}

  /** The JSON form of a request. */
  public static JsonObject write(ApprovalRequest request) {
    return members(request).build();
  }

  private static JsonObject.Builder members(ApprovalRequest request) {
    return JsonObject.builder()
        .put("request_type", request.type().value())
        .put("subject", request.subject())
        .put("details", request.details())
        .put("agent", request.agent().map(AgentName::value))
        .put("files", Fields.list(request.files(), FileImpactJson::write));
  }

  /** Reads {@link #write(ApprovalRequest)}. */
  public static ApprovalRequest request(JsonObject json) {
    var fields = new Fields(json);
    return new ApprovalRequest(
        new ApprovalType(fields.text("request_type")),
        fields.text("subject"),
        fields.object("details"),
        fields.optionalText("agent").map(AgentName::new),
        fields.list("files", FileImpactJson::read));
  }

  /**
   * The JSON form of an approval as it was asked for, whatever became of it. The digest follows
   * from the rest and is there for who decides.
   */
  public static JsonObject write(Approval approval) {
    Approval.Asked asked = approval.asked();
    return members(approval.request())
        .put("approval_id", approval.id().toString())
        .put("digest", approval.digest().hex())
        .put("call_id", asked.call().map(ToolCallId::toString))
        .put("reason", asked.reason())
        .put("asked_at", Fields.time(asked.at()))
        .put("deadline", asked.deadline().map(Fields::time).orElse(null))
        .put("diff", asked.diff())
        .put("policy", asked.basis().policy().map(ApprovalJson::write).orElse(null))
        .put("terms", write(asked.basis().terms()))
        .put("requested_by", asked.basis().requester())
        .build();
  }

  /** The JSON form of how a request is decided. */
  public static JsonObject write(ApprovalTerms terms) {
    return JsonObject.builder()
        .put("approvals_needed", terms.needed())
        .put("roles", Fields.list(new TreeSet<>(terms.roles()), role -> new JsonString(role.id())))
        .put(
            "timeout_seconds",
            terms.timeout().map(timeout -> Fields.whole(timeout.toSeconds())).orElse(null))
        .put("on_timeout", Fields.name(terms.onTimeout()))
        .build();
  }

  private static ApprovalTerms terms(Fields fields) {
    return new ApprovalTerms(
        fields.count("approvals_needed"),
        fields.texts("roles").stream().map(ApprovalJson::role).collect(toSet()),
        fields.has("timeout_seconds")
            ? Optional.of(Duration.ofSeconds(fields.whole("timeout_seconds")))
            : Optional.empty(),
        fields.constant("on_timeout", OnTimeout.class));
  }

  private static Role role(String id) {
    return Role.named(id).orElseThrow(() -> Fields.unknown("role", id));
  }

  private static Approval.Basis basis(Fields fields) {
    return new Approval.Basis(
        fields.has("policy") ? Optional.of(explanation(fields.fields("policy"))) : Optional.empty(),
        terms(fields.fields("terms")),
        fields.optionalText("requested_by"));
  }

  /** The JSON form of a vote. */
  public static JsonObject write(Vote vote) {
    return JsonObject.builder()
        .put("by", vote.by().name())
        .put("role", vote.by().role().id())
        .put("modifications", vote.modifications().orElse(null))
        .put("at", Fields.time(vote.at()))
        .build();
  }

  /** The JSON form of all votes on a request. */
  public static JsonObject write(List<Vote> votes) {
    return JsonObject.builder().put("votes", Fields.list(votes, ApprovalJson::write)).build();
  }

  /** Reads {@link #write(List)}. */
  public static List<Vote> votes(JsonObject json) {
    return new Fields(json).list("votes", ApprovalJson::vote);
  }

  /** Reads {@link #write(Vote)}. */
  public static Vote vote(JsonObject json) {
    var fields = new Fields(json);
    return new Vote(
        new Reviewer(fields.text("by"), role(fields.text("role"))),
        fields.has("modifications")
            ? Optional.of(fields.object("modifications"))
            : Optional.empty(),
        fields.instant("at"));
  }

  /** Reads {@link #write(Approval)}: an approval that is pending. */
  public static Approval approval(JsonObject json) {
    var fields = new Fields(json);
    var asked =
        new Approval.Asked(
            fields.optionalText("call_id").map(ToolCallId::parse),
            fields.text("reason"),
            fields.instant("asked_at"),
            optionalInstant(fields, "deadline"),
            fields.optionalText("diff"),
            basis(fields));
    return Approval.pending(new ApprovalId(fields.uuid("approval_id")), request(json), asked);
  }

  private static Optional<Instant> optionalInstant(Fields fields, String name) {
    return fields.has(name) ? Optional.of(fields.instant(name)) : Optional.empty();
  }

  /** The JSON form of what became of an approval; empty while nothing did. */
  public static JsonObject write(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Pending p -> JsonObject.empty();
      case PendingApprovalState.Approved a ->
          JsonObject.builder()
              .put("decision", a.edited() ? "edit" : "approve")
              .put("granted", write(a.granted()))
              .put("by", a.by())
              .put("at", Fields.time(a.at()))
              .build();
      case PendingApprovalState.Rejected r ->
          JsonObject.builder()
              .put("decision", "reject")
              .put("reason", r.feedback())
              .put("by", r.by())
              .put("at", Fields.time(r.at()))
              .build();
      case PendingApprovalState.Expired e ->
          JsonObject.builder().put("decision", "expire").put("at", Fields.time(e.at())).build();
      case PendingApprovalState.Cancelled c ->
          JsonObject.builder()
              .put("decision", "cancel")
              .put("reason", c.reason())
              .put("at", Fields.time(c.at()))
              .build();
    };
  }

  /** Reads {@link #write(PendingApprovalState)} of an approval that is not pending. */
  public static PendingApprovalState state(JsonObject json) {
    var fields = new Fields(json);
    return switch (fields.text("decision")) {
      case "approve" -> approved(fields, false);
      case "edit" -> approved(fields, true);
      case "reject" ->
          new PendingApprovalState.Rejected(
              fields.text("reason"), fields.text("by"), fields.instant("at"));
      case "expire" -> new PendingApprovalState.Expired(fields.instant("at"));
      case "cancel" ->
          new PendingApprovalState.Cancelled(fields.text("reason"), fields.instant("at"));
      case String other -> throw Fields.unknown("approval decision", other);
    };
  }

  private static PendingApprovalState approved(Fields fields, boolean edited) {
    return new PendingApprovalState.Approved(
        request(fields.object("granted")), edited, fields.text("by"), fields.instant("at"));
  }

  /** The JSON form of why a policy says what it says. */
  public static JsonObject write(Verdict.Explanation explanation) {
    PolicyVersion policy = explanation.policy();
    return JsonObject.builder()
        .put("rule", explanation.rule())
        .put(
            "policy_scope",
            policy.scope() == unsaid(policy.number()) ? null : Fields.name(policy.scope()))
        .put("policy_version", policy.number())
        .put("reason", explanation.reason())
        .build();
  }

  static Verdict.Explanation explanation(Fields fields) {
    int number = fields.count("policy_version");
    return new Verdict.Explanation(
        fields.text("rule"),
        new PolicyVersion(
            fields.has("policy_scope")
                ? fields.constant("policy_scope", PolicyVersion.Scope.class)
                : unsaid(number),
            number),
        fields.text("reason"));
  }

  /** Whose policy it is where that is not written: at first nobody wrote it. */
  private static PolicyVersion.Scope unsaid(int number) {
    return number == 0 ? PolicyVersion.Scope.DEFAULT : PolicyVersion.Scope.OWNER;
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
              .put("approval_id", person.approval().toString())
              .put("edited", person.edited())
              .build();
    };
  }

  static Grounds grounds(Fields fields) {
    return switch (fields.text("kind")) {
      case "policy" -> new Grounds.Policy(explanation(fields.fields("explanation")));
      case "person" ->
          new Grounds.Person(new ApprovalId(fields.uuid("approval_id")), fields.bool("edited"));
      case String other -> throw Fields.unknown("grounds", other);
    };
  }
}
