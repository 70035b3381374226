package dev.agentruntime.domain.session;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalDecision.ApproveWithEdits;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.Optional;

/** What people do to a session's approvals. */
record Decisions(Changes changes) {

  /** A person's decision, with what it is based on. */
  record Ballot(ApprovalId approval, ApprovalDecision decision, Digest seen, String by) {}

  void decide(Ballot ballot, Optional<PreparedCall> edited, ApprovalGate gate) {
    Approval approval = pending(ballot.approval());
    if (!approval.digest().equals(ballot.seen())) {
      throw new RefusedException(new Refusal.StaleDigest(approval.digest()));
    }
    switch (ballot.decision()) {
      case ApprovalDecision.Approve a -> approve(approval, approval.request(), false, ballot.by());
      case ApproveWithEdits edits -> edit(approval, edits, edited, gate, ballot.by());
      case ApprovalDecision.Reject reject -> reject(approval, reject.feedback(), ballot.by());
    }
  }

  private void edit(
      Approval approval,
      ApproveWithEdits edits,
      Optional<PreparedCall> edited,
      ApprovalGate gate,
      String by) {
    ApprovalType type = approval.request().type();
    if (type.equals(ApprovalType.TOOL)) {
      approve(approval, editedRequest(approval, edited, gate), true, by);
    } else if (type.equals(ApprovalType.RECOVERY)) {
      reportDone(approval, edits.modifications(), by);
    } else if (type.equals(ApprovalType.LIMIT)) {
      throw refused("a limit can only be raised or not; approve or reject it");
    } else {
      approve(approval, approval.request().withDetails(edits.modifications()), true, by);
    }
  }

  /** Asking again counts as answered by this very decision; a denial of the policy stands. */
  private ApprovalRequest editedRequest(
      Approval approval, Optional<PreparedCall> edited, ApprovalGate gate) {
    PreparedCall call = edited.orElseThrow(() -> refused("the edited arguments were not prepared"));
    if (gate.judge(call, agentOf(approval)) instanceof Verdict.Denied denied) {
      throw refused(
          "the policy denies it (rule "
              + denied.explanation().rule()
              + "): "
              + denied.explanation().reason());
    }
    return ApprovalRequest.of(call, agentOf(approval));
  }

  private static AgentName agentOf(Approval approval) {
    return approval.request().agent().orElseThrow();
  }

  private void reportDone(Approval approval, JsonObject modifications, String by) {
    if (!modifications.equals(JsonObject.builder().put("outcome", "done").build())) {
      throw refused(
          "what was interrupted can be run again (approve), reported done (edit with"
              + " {\"outcome\":\"done\"}) or skipped (reject)");
    }
    approve(approval, approval.request().withDetails(modifications), true, by);
    answer(approval, ToolResult.succeeded("It was interrupted; " + by + " reports it done."));
  }

  private void approve(Approval approval, ApprovalRequest granted, boolean edited, String by) {
    close(approval, new Approved(granted, edited, by, now()));
  }

  private void reject(Approval approval, String feedback, String by) {
    String told = RecordableText.of(feedback);
    close(approval, new PendingApprovalState.Rejected(told, by, now()));
    ApprovalType type = approval.request().type();
    if (type.equals(ApprovalType.LIMIT)) {
      endAtLimit(approval);
    } else if (type.equals(ApprovalType.RECOVERY)) {
      answer(
          approval,
          ToolResult.notRun(
              ToolResult.Outcome.INTERRUPTED,
              "A crash interrupted it and it was not run again." + said(told)));
    } else {
      answer(
          approval,
          ToolResult.notRun(
              ToolResult.Outcome.DENIED,
              "The user rejected this call; it was not run." + said(told)));
    }
  }

  private void endAtLimit(Approval approval) {
    Limit limit = Limit.valueOf(approval.request().subject().toUpperCase(java.util.Locale.ROOT));
    new Conversation(changes)
        .end(new TurnOutcome.LimitReached(limit), ToolResult.Outcome.CANCELLED);
  }

  private static String said(String feedback) {
    return feedback.isBlank() ? "" : " They said: " + feedback;
  }

  /** Withdraws a request; its call is answered, and at a limit nothing lets the turn go on. */
  void withdraw(ApprovalId id, String reason) {
    Approval approval = pending(id);
    close(approval, new PendingApprovalState.Cancelled(RecordableText.of(reason), now()));
    drop(
        approval,
        ToolResult.notRun(
            ToolResult.Outcome.CANCELLED, "The request was withdrawn; the call was not run."));
  }

  /** Closes requests that nobody decided in time, with the same effect. */
  void expire() {
    for (Approval approval : changes.state().pendingApprovals()) {
      // An earlier one may have ended the turn, and with it the others.
      if (isDue(approval) && changes.state().approvals().containsKey(approval.id())) {
        close(approval, new PendingApprovalState.Expired(now()));
        drop(
            approval,
            ToolResult.notRun(
                ToolResult.Outcome.EXPIRED, "Nobody decided in time; the call was not run."));
      }
    }
  }

  private boolean isDue(Approval approval) {
    return approval.asked().deadline().filter(end -> !end.isAfter(now())).isPresent();
  }

  private void drop(Approval approval, ToolResult notRun) {
    ApprovalType type = approval.request().type();
    if (type.equals(ApprovalType.LIMIT)) {
      endAtLimit(approval);
    } else if (type.equals(ApprovalType.RECOVERY)) {
      answer(
          approval,
          ToolResult.notRun(
              ToolResult.Outcome.INTERRUPTED,
              "A crash interrupted it, and nobody says how far it got; it was not run again."));
    } else {
      answer(approval, notRun);
    }
  }

  private void close(Approval approval, PendingApprovalState outcome) {
    changes.record(
        new SessionEvent.ApprovalClosed(approval.id(), approval.asked().call(), outcome));
  }

  private void answer(Approval approval, ToolResult result) {
    Optional<ToolCallId> call = approval.asked().call();
    call.flatMap(id -> changes.state().openTurn().batch().find(id))
        .ifPresent(open -> new Replies(changes).answer(open.call(), result));
  }

  private Approval pending(ApprovalId id) {
    return Optional.ofNullable(changes.state().approvals().get(id))
        .filter(Approval::isPending)
        .orElseThrow(
            () -> new RefusedException(new Refusal.NotFound("pending approval", id.toString())));
  }

  private static RefusedException refused(String reason) {
    return new RefusedException(new Refusal.EditRefused(reason));
  }

  private Instant now() {
    return changes.moment().at();
  }
}
