package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.PreparedCall;
import java.util.List;
import java.util.Optional;

/**
 * The one way from a prepared call to an authorized one. It is asked twice: when the model's reply
 * is recorded, and again, with a fresh preview and the policy of that moment, when the call is
 * about to run.
 *
 * @param policy what is in force now
 */
public record ApprovalGate(PolicyInForce policy) {

  /** A call with the request it amounts to. */
  record Candidate(PreparedCall call, ApprovalRequest request) {}

  /** What the gate says. */
  public sealed interface Passage {

    /** It may run. */
    record Open(AuthorizedCall call) implements Passage {}

    /** A person must be asked. */
    record Ask(ApprovalRequest request, String reason, Approval.Basis basis) implements Passage {}

    /** It must not run. */
    record Shut(Verdict.Denied verdict) implements Passage {}
  }

  /** What the policy says of a call that the model just asked for. */
  public Verdict judge(PreparedCall call, AgentName agent) {
    return judge(ApprovalRequest.of(call, agent));
  }

  /** What the policy says of a request. */
  public Verdict judge(ApprovalRequest request) {
    return policy.evaluate(request);
  }

  /**
   * Whether a call may run now.
   *
   * @param approval the approval it waited for, if it had to; it must be approved
   * @throws IllegalArgumentException if the approval is not approved or belongs to another call
   */
  public Passage pass(PreparedCall call, AgentName agent, Optional<Approval> approval) {
    var candidate = new Candidate(call, ApprovalRequest.of(call, agent));
    return switch (policy.evaluate(candidate.request())) {
      case Verdict.Denied denied -> new Passage.Shut(denied);
      case Verdict.Allowed allowed ->
          approval.isPresent() ? byPerson(candidate, approval.get()) : byPolicy(candidate, allowed);
      case Verdict.ApprovalRequired required ->
          approval.isPresent()
              ? byPerson(candidate, approval.get())
              : new Passage.Ask(
                  candidate.request(),
                  required.explanation().reason(),
                  Approval.Basis.of(required));
    };
  }

  private static Passage byPolicy(Candidate candidate, Verdict.Allowed allowed) {
    return new Passage.Open(
        new AuthorizedCall(candidate, new AuthorizedCall.Grounds.Policy(allowed.explanation())));
  }

  private static Passage byPerson(Candidate candidate, Approval approval) {
    if (!(approval.state() instanceof Approved approved)
        || !approval.asked().call().equals(Optional.of(candidate.call().call().id()))) {
      throw new IllegalArgumentException(
          "approval " + approval.id() + " does not approve call " + candidate.call().call().id());
    }
    if (!approved.granted().digest().equals(candidate.request().digest())) {
      return new Passage.Ask(
          candidate.request(),
          drift(approved.granted(), candidate.request()),
          approval.asked().basis());
    }
    return new Passage.Open(
        new AuthorizedCall(
            candidate, new AuthorizedCall.Grounds.Person(approval.id(), approved.edited())));
  }

  private static String drift(ApprovalRequest approved, ApprovalRequest now) {
    List<String> changed =
        now.files().stream()
            .filter(file -> !approved.files().contains(file))
            .map(FileImpact::path)
            .toList();
    return changed.isEmpty()
        ? "what would run is no longer what was approved"
        : "changed since it was approved: " + String.join(", ", changed);
  }
}
