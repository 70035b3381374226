package dev.agentruntime.http;

import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.time.Duration;
import java.util.Optional;

/** A decision as the body of a request tells it. */
record DecisionInput(Digest seen, ApprovalDecision decision, Reach reach) {

  /** What can be said to a request. */
  enum Decision {
    APPROVE,
    EDIT,
    REJECT
  }

  DecideApproval command(Owner owner, ApprovalId approval, Reviewer by) {
    return new DecideApproval(owner, approval, decision, seen, by, reach);
  }

  /** Reads a decision, and with it the members to their end. */
  static DecisionInput read(Members members) {
    Optional<Digest> digest = members.required("digest", members.parsed("digest", Digest::new));
    Optional<Decision> kind =
        members.required("decision", members.constant("decision", Decision.class));
    Optional<JsonObject> modifications = members.object("modifications");
    Optional<String> reason = members.text("reason");
    check(members, kind, modifications, reason);
    Reach reach = reach(members, kind);
    return members.finish(
        () ->
            new DecisionInput(
                digest.orElseThrow(), decision(kind.orElseThrow(), modifications, reason), reach));
  }

  private static void check(
      Members members,
      Optional<Decision> kind,
      Optional<JsonObject> modifications,
      Optional<String> reason) {
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
  }

  private static Reach reach(Members members, Optional<Decision> kind) {
    Reach.Scope scope = members.constant("scope", Reach.Scope.class).orElse(Reach.Scope.ONCE);
    Optional<Duration> lasts = members.seconds("expires_in_seconds", Reach.MAX);
    if (scope != Reach.Scope.ONCE && !kind.equals(Optional.of(Decision.APPROVE))) {
      members.fault("scope", Words.of(scope) + " goes with decision approve only");
    }
    if (scope == Reach.Scope.ONCE && lasts.isPresent()) {
      members.fault("expires_in_seconds", "goes with scope session and always only");
      return Reach.ONCE;
    }
    return new Reach(scope, lasts);
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
