package dev.agentruntime.domain.session;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalDecision.ApproveWithEdits;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.OnTimeout;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people do to a session's approvals. */
record Decisions(Changes changes) {

  /**
   * Most requests of one session that wait at a time: each is read with the session whenever
   * something happens in it, and nobody decides more of them with care.
   */
  static final int MAX_PENDING = 100;

  /** A person's decision, with what it is based on. */
  record Ballot(ApprovalId approval, ApprovalDecision decision, Digest seen, Reviewer by) {}

  void decide(Ballot ballot, Optional<PreparedCall> edited, ApprovalGate gate) {
    Approval approval = pending(ballot.approval());
    requireMayDecide(approval, ballot);
    String by = ballot.by().name();
    switch (ballot.decision()) {
      case ApprovalDecision.Approve a -> {
        requireStillAllowed(approval, gate);
        vote(approval, vote(ballot, Optional.empty()), approval.request());
      }
      case ApproveWithEdits edits -> edit(approval, ballot, edits, new Edit(edited, gate));
      case ApprovalDecision.Reject reject -> reject(approval, reject.feedback(), by);
    }
  }

  private record Edit(Optional<PreparedCall> call, ApprovalGate gate) {}

  private void requireMayDecide(Approval approval, Ballot ballot) {
    approval
        .refusalOf(ballot.by())
        .ifPresent(
            reason -> {
              throw new RefusedException(new Refusal.NotTheirs(reason));
            });
    if (approval.isDue(now())) {
      throw new RefusedException(
          new Refusal.Expired(
              approval.id(),
              approval.asked().deadline().orElseThrow(),
              approval.asked().basis().terms().onTimeout()));
    }
    if (!approval.digest().equals(ballot.seen())) {
      throw new RefusedException(new Refusal.StaleDigest(approval.digest()));
    }
  }

  private Vote vote(Ballot ballot, Optional<JsonObject> modifications) {
    return new Vote(ballot.by(), modifications, now());
  }

  private void edit(Approval approval, Ballot ballot, ApproveWithEdits edits, Edit edit) {
    ApprovalType type = approval.request().type();
    Vote vote = vote(ballot, Optional.of(edits.modifications()));
    if (type.equals(ApprovalType.TOOL)) {
      vote(approval, vote, editedRequest(approval, edit));
    } else if (type.equals(ApprovalType.RECOVERY)) {
      reportDone(approval, edits.modifications(), ballot.by().name());
    } else if (type.equals(ApprovalType.LIMIT)) {
      throw refused("a limit can only be raised or not; approve or reject it");
    } else {
      ApprovalRequest changed = approval.request().withDetails(edits.modifications());
      requireNoMore(approval, edit.gate().judge(changed));
      vote(approval, vote, changed);
    }
  }

  /** The same person's vote for the same thing again changes nothing. */
  private void vote(Approval approval, Vote vote, ApprovalRequest granted) {
    Optional<Vote> earlier = approval.voteOf(vote.by().name());
    if (earlier.isPresent()) {
      if (!earlier.get().modifications().equals(vote.modifications())) {
        throw new RefusedException(new Refusal.AlreadyVoted(approval.id(), earlier.get()));
      }
    } else if (approval.suffices(vote)) {
      approve(approval, granted, vote.modifications().isPresent(), vote.by().name());
    } else {
      changes.record(new SessionEvent.ApprovalVoted(approval.id(), vote));
    }
  }

  /** Asking again counts as answered by this very decision; a denial of the policy stands. */
  private static ApprovalRequest editedRequest(Approval approval, Edit edit) {
    PreparedCall call =
        edit.call().orElseThrow(() -> refused("the edited arguments were not prepared"));
    requireNoMore(approval, edit.gate().judge(call, agentOf(approval)));
    return ApprovalRequest.of(call, agentOf(approval));
  }

  /** An edit must not get by with fewer or other people than it would have been asked of. */
  private static void requireNoMore(Approval approval, Verdict verdict) {
    switch (verdict) {
      case Verdict.Denied denied ->
          throw refused(
              "the policy denies it (rule "
                  + denied.explanation().rule()
                  + "): "
                  + denied.explanation().reason());
      case Verdict.ApprovalRequired required
          when !approval.asked().basis().terms().areAsStrictAs(required.terms()) ->
          throw refused(
              "rule "
                  + required.explanation().rule()
                  + " wants more people, or others, for what it became; reject it and ask for that"
                  + " anew");
      case Verdict.ApprovalRequired required -> {}
      case Verdict.Allowed allowed -> {}
    }
  }

  /** A call is judged again before it runs; nothing looks at another request after its decision. */
  private static void requireStillAllowed(Approval approval, ApprovalGate gate) {
    ApprovalRequest request = approval.request();
    if (!request.type().isReserved() && gate.judge(request) instanceof Verdict.Denied denied) {
      throw new RefusedException(
          new Refusal.DeniedMeanwhile(denied.explanation().rule(), denied.explanation().reason()));
    }
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
  void expire(ApprovalGate gate) {
    for (Approval approval : changes.state().pendingApprovals()) {
      // An earlier one may have ended the turn, and with it the others.
      if (approval.isDue(now()) && changes.state().approvals().containsKey(approval.id())) {
        expire(approval, gate);
      }
    }
  }

  private void expire(Approval approval, ApprovalGate gate) {
    boolean denied = gate.judge(approval.request()) instanceof Verdict.Denied;
    if (!denied && approval.asked().basis().terms().onTimeout() == OnTimeout.APPROVE) {
      approve(approval, approval.request(), false, PendingApprovalState.POLICY);
      return;
    }
    close(approval, new PendingApprovalState.Expired(now()));
    drop(
        approval,
        ToolResult.notRun(
            ToolResult.Outcome.EXPIRED, "Nobody decided in time; the call was not run."));
  }

  /**
   * A request that is no tool call. The policy is asked; where it decides, nobody has to, and the
   * request is recorded with what it said.
   */
  void request(ApprovalId id, ApprovalRequest request, Petition petition, ApprovalGate gate) {
    if (changes.state().pendingApprovals().size() >= MAX_PENDING) {
      throw new RefusedException(
          Refusal.Invalid.of(
              List.of(
                  "%d requests of this session wait already; decide or withdraw some first"
                      .formatted(MAX_PENDING))));
    }
    Verdict verdict = gate.judge(request);
    ApprovalTerms own =
        verdict instanceof Verdict.ApprovalRequired required
            ? required.terms()
            : ApprovalTerms.DEFAULT;
    ApprovalTerms terms = petition.timeout().map(own::within).orElse(own);
    var basis = new Approval.Basis(Optional.of(verdict.explanation()), terms, petition.requester());
    Instant now = now();
    Approval approval =
        Approval.pending(
            id,
            request,
            new Approval.Asked(
                Optional.empty(),
                petition.reason().orElse(verdict.explanation().reason()),
                now,
                terms.timeout().map(now::plus),
                Optional.empty(),
                basis));
    changes.record(new SessionEvent.ApprovalRequested(approval));
    switch (verdict) {
      case Verdict.Allowed allowed ->
          approve(approval, request, false, PendingApprovalState.POLICY);
      case Verdict.ApprovalRequired required -> {}
      case Verdict.Denied denied ->
          close(
              approval,
              new PendingApprovalState.Rejected(
                  denied.explanation().reason(), PendingApprovalState.POLICY, now));
    }
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
