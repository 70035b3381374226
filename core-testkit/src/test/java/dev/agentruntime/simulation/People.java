package dev.agentruntime.simulation;

import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.approval.DecideApprovalHandler;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.approval.WithdrawApproval;
import dev.agentruntime.application.approval.WithdrawApprovalHandler;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.CancelTurnHandler;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.CloseSessionHandler;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.application.session.SendMessageHandler;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.CallState;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionHeader;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionState;
import dev.agentruntime.domain.session.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The people of one session: who talks to the agent, and who decide what it may. */
final class People {

  private static final List<Reviewer> REVIEWERS =
      List.of(new Reviewer("Ada", Role.ADMIN), new Reviewer("Ben", Role.ADMIN));

  private final World world;
  private final SessionId session;
  private final Client client;

  /** What they said, and whether they were told that it was taken. */
  private final Map<String, Boolean> said = new LinkedHashMap<>();

  /** What they decided about, for those who do it again later. */
  private final List<Approval> seen = new ArrayList<>();

  People(World world, SessionId session) {
    this.world = world;
    this.session = session;
    this.client = new Client(world);
  }

  /** They begin. */
  void begin() {
    world.time().in(world.dice().millis(0, 1_000), this::act);
  }

  private void act() {
    if (world.faults().isOver()) {
      return;
    }
    if (areThere()) {
      act(world.auditor().of(session).orElseThrow().state());
    }
    world.time().in(world.dice().mostlyShort(1_500, 20_000), this::act);
  }

  /** Whether their session still takes something. */
  boolean areThere() {
    return world.auditor().of(session).orElseThrow().state().header().lifecycle()
        == SessionHeader.Lifecycle.OPEN;
  }

  private void act(SessionState state) {
    if (state.turn().isEmpty()) {
      say(IfBusy.REJECT);
    } else if (world.strikes(Fault.IMPATIENCE)) {
      interfere(state.openTurn());
    } else {
      answer(state);
    }
  }

  private void answer(SessionState state) {
    List<Approval> pending = pending(state);
    if (!pending.isEmpty()) {
      if (!world.strikes(Fault.LATE_PEOPLE)) {
        decide(world.dice().pick(pending));
      }
    } else if (isQuestion(state.openTurn())) {
      world.reached(Sometimes.QUESTION_ANSWERED);
      say(IfBusy.REJECT);
    }
    if (!seen.isEmpty() && world.strikes(Fault.STALE_CLIENT)) {
      decide(world.dice().pick(seen));
    }
  }

  private static List<Approval> pending(SessionState state) {
    return state.approvals().values().stream()
        .filter(Approval::isPending)
        .sorted(Comparator.comparing(approval -> approval.id().value()))
        .toList();
  }

  private static boolean isQuestion(Turn turn) {
    return turn.batch().unanswered().stream()
        .anyMatch(call -> call.state() instanceof CallState.AwaitingAnswer);
  }

  private void interfere(Turn turn) {
    switch (world.dice().below(12)) {
      case 0, 1, 2, 3, 4 -> cancel(turn);
      case 5 -> close();
      default -> {
        world.reached(Sometimes.MESSAGE_INTERRUPTED);
        say(IfBusy.INTERRUPT);
      }
    }
  }

  private void say(IfBusy ifBusy) {
    String text = "message " + (said.size() + 1) + " of " + session;
    said.put(text, false);
    var key =
        new RequestKey(
            Owner.LOCAL, "POST", "/messages", "key-" + said.size() + session, Digest.of(text));
    var command = new SendMessage(Owner.LOCAL, session, text, Optional.empty(), ifBusy);
    client.send(
        "say",
        at -> {
          boolean before = world.auditor().of(session).orElseThrow().said(text) > 0;
          new SendMessageHandler(at.commands().once(List.of(key)), Instance.AGENTS).handle(command);
          said.put(text, true);
          if (before) {
            world.reached(Sometimes.MESSAGE_SENT_AGAIN);
          }
        });
  }

  private void cancel(Turn turn) {
    if (!turn.batch().unanswered().isEmpty()) {
      world.reached(Sometimes.TURN_CANCELLED);
    }
    client.send(
        "cancel",
        at ->
            new CancelTurnHandler(at.commands())
                .handle(new CancelTurn(Owner.LOCAL, session, "enough")));
  }

  private void close() {
    world.reached(Sometimes.SESSION_CLOSED);
    client.send(
        "close",
        at ->
            new CloseSessionHandler(at.commands()).handle(new CloseSession(Owner.LOCAL, session)));
  }

  private void decide(Approval approval) {
    seen.add(approval);
    if (world.dice().oneIn(25)) {
      withdraw(approval);
      return;
    }
    decideAs(approval, decision(approval), world.dice().pick(REVIEWERS));
    if (world.strikes(Fault.RIVALS)) {
      decideAs(approval, decision(approval), world.dice().pick(REVIEWERS));
    }
  }

  private ApprovalDecision decision(Approval approval) {
    ApprovalType type = approval.request().type();
    return switch (world.dice().below(8)) {
      case 0 -> new ApprovalDecision.Reject("not like that");
      case 1, 2 ->
          new ApprovalDecision.ApproveWithEdits(
              type.equals(ApprovalType.RECOVERY)
                  ? JsonObject.builder().put("outcome", "done").build()
                  : edited(approval));
      default -> new ApprovalDecision.Approve();
    };
  }

  private JsonObject edited(Approval approval) {
    return switch (approval.request().subject()) {
      case "write_file" ->
          JsonObject.builder()
              .put("path", world.dice().pick(Folders.PATHS))
              .put("content", world.folders().content())
              .build();
      case "execute_command" -> JsonObject.builder().put("command", "git diff").build();
      default -> JsonObject.builder().put("nonsense", "x").build();
    };
  }

  private void decideAs(Approval approval, ApprovalDecision decision, Reviewer by) {
    Digest digest = world.strikes(Fault.STALE_CLIENT) ? Digest.of("other") : approval.digest();
    var command = new DecideApproval(Owner.LOCAL, approval.id(), decision, digest, by, Reach.ONCE);
    client.send("decide", at -> decide(at, command));
  }

  private void decide(Instance at, DecideApproval command) {
    SessionAudit audit = world.auditor().of(session).orElseThrow();
    Optional<PendingApprovalState> before = audit.outcome(command.approval());
    try {
      Approval told =
          new DecideApprovalHandler(
                  at.commands(), at.persistence().reads(), Instance.POLICIES, at.editChecks())
              .handle(command);
      if (before.isPresent()) {
        world.reached(Sometimes.DECISION_REPEATED);
      }
      requireTrue(audit, told);
    } catch (RefusedException e) {
      refused(audit, before, e.refusal());
      throw e;
    }
  }

  /** What a caller is told of a decision is what the log has. */
  private void requireTrue(SessionAudit audit, Approval told) {
    if (!told.isPending() && !audit.outcome(told.id()).equals(Optional.of(told.state()))) {
      throw world.violated("a caller is told of another decision than was recorded");
    }
  }

  private void refused(SessionAudit audit, Optional<PendingApprovalState> before, Refusal refusal) {
    switch (refusal) {
      case Refusal.AlreadyDecided decided -> {
        requireTrue(audit, decided.winner());
        if (before.isEmpty()) {
          world.reached(Sometimes.DECISION_LOST_RACE);
        } else if (before.get() instanceof PendingApprovalState.Expired
            || before.get() instanceof PendingApprovalState.Cancelled) {
          world.reached(Sometimes.DECISION_TOO_LATE);
        }
      }
      case Refusal.StaleDigest stale -> world.reached(Sometimes.DECISION_STALE);
      case Refusal.EditRefused edit -> world.reached(Sometimes.EDIT_REFUSED);
      default -> {}
    }
  }

  private void withdraw(Approval approval) {
    client.send(
        "withdraw",
        at ->
            new WithdrawApprovalHandler(at.commands(), at.persistence().reads())
                .handle(new WithdrawApproval(Owner.LOCAL, approval.id(), "no longer")));
  }

  /** What they were told is so. */
  void check() {
    SessionAudit audit = world.auditor().of(session).orElseThrow();
    said.forEach(
        (text, acknowledged) -> {
          int times = audit.said(text);
          if (times > 1) {
            throw new Violation("\"" + text + "\" was taken " + times + " times");
          }
          if (acknowledged && times == 0) {
            throw new Violation("\"" + text + "\" was acknowledged and is not there");
          }
        });
  }
}
