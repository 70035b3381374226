package dev.agentruntime.domain.session;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionHeader.Lifecycle;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;

/** What the user does to a session: talk, switch agents, stop it. */
record Conversation(Changes changes) {

  void say(String text, Optional<AgentName> agent, IfBusy ifBusy, AgentProfiles profiles) {
    requireOpen();
    if (text.isBlank()) {
      throw new RefusedException(Refusal.Invalid.of(List.of("the message is empty")));
    }
    Optional<OpenCall> question = openQuestion();
    if (question.isPresent() && agent.isEmpty()) {
      answer(question.get(), RecordableText.of(text));
      return;
    }
    if (state().turn().isPresent()) {
      requireInterrupt(ifBusy);
      end(
          new TurnOutcome.Cancelled("superseded by a newer message"),
          ToolResult.Outcome.SUPERSEDED);
    }
    startTurn(RecordableText.of(text), agent, profiles);
  }

  private void startTurn(String text, Optional<AgentName> agent, AgentProfiles profiles) {
    agent
        .filter(name -> !name.equals(state().agents().current()))
        .ifPresent(name -> switchTo(name, "the user asked for " + name, SwitchedBy.USER, profiles));
    SessionSettings settings = state().header().settings();
    if (settings.title().isEmpty()) {
      changes.record(new SessionEvent.Updated(settings.withTitle(firstLine(text))));
    }
    boolean route = agent.isEmpty() && isToRoute(settings.routing(), profiles);
    changes.record(new SessionEvent.TurnStarted(new TurnId(changes.moment().newId()), route));
    changes.record(
        new SessionEvent.UserMessageAdded(
            new Message.User(new MessageId(changes.moment().newId()), text)));
  }

  private boolean isToRoute(RoutingMode mode, AgentProfiles profiles) {
    boolean orchestrated = state().agents().current().equals(AgentName.ORCHESTRATOR);
    return !profiles.routable().isEmpty() && (orchestrated || mode == RoutingMode.ALWAYS);
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  private void answer(OpenCall question, String text) {
    changes.record(
        new SessionEvent.ToolAnswered(
            question.id(), question.call().providerId(), ToolResult.succeeded(text)));
  }

  /** The follow-up question, if it is all the turn waits for. */
  private Optional<OpenCall> openQuestion() {
    return state()
        .turn()
        .map(turn -> turn.batch().unanswered())
        .filter(open -> open.size() == 1)
        .map(List::getFirst)
        .filter(call -> call.state() instanceof CallState.AwaitingAnswer);
  }

  private void requireInterrupt(IfBusy ifBusy) {
    if (ifBusy == IfBusy.REJECT) {
      throw new RefusedException(busy());
    }
  }

  Refusal.Busy busy() {
    Turn turn = state().openTurn();
    List<OpenCall> calls =
        turn.batch().unanswered().stream()
            .filter(
                call ->
                    call.state() instanceof CallState.Requested
                        || call.state() instanceof CallState.AwaitingAnswer)
            .toList();
    return new Refusal.Busy(turn.stage().waiting(), state().pendingApprovals(), calls);
  }

  void switchByUser(AgentName to, String reason, AgentProfiles profiles) {
    requireOpen();
    if (state().turn().isPresent()) {
      throw new RefusedException(busy());
    }
    switchTo(to, reason, SwitchedBy.USER, profiles);
  }

  private void switchTo(AgentName to, String reason, SwitchedBy by, AgentProfiles profiles) {
    state()
        .agents()
        .refusalOf(to, profiles)
        .ifPresent(
            refusal -> {
              throw new RefusedException(new Refusal.SwitchRefused(refusal));
            });
    AgentName from = state().agents().current();
    changes.record(new SessionEvent.AgentSwitched(from, to, RecordableText.of(reason), by));
  }

  /** Ends the open turn, if there is one: every call gets its answer, every request its end. */
  void end(TurnOutcome outcome, ToolResult.Outcome callsAs) {
    if (state().turn().isEmpty()) {
      return;
    }
    cancelApprovals("the turn ended: " + outcome.id());
    for (OpenCall call : state().openTurn().batch().unanswered()) {
      changes.record(
          new SessionEvent.ToolAnswered(
              call.id(),
              call.call().providerId(),
              ToolResult.notRun(callsAs, unfinished(call, callsAs))));
    }
    changes.record(new SessionEvent.TurnEnded(outcome));
  }

  private void cancelApprovals(String reason) {
    for (Approval approval : state().pendingApprovals()) {
      changes.record(
          new SessionEvent.ApprovalClosed(
              approval.id(),
              approval.asked().call(),
              new PendingApprovalState.Cancelled(reason, changes.moment().at())));
    }
  }

  private static String unfinished(OpenCall call, ToolResult.Outcome callsAs) {
    String end = "The turn ended (" + callsAs.id() + ") ";
    return switch (call.state()) {
      case CallState.Started s -> end + "while this call was running; it may have had effects.";
      case CallState.Requested r ->
          end + "before the client told the result of this call; it may have had effects.";
      case CallState.AwaitingRecovery r ->
          end + "after a crash interrupted this call; it may have had effects.";
      case CallState.AwaitingAnswer a -> end + "before this question was answered.";
      case CallState.Cleared c -> end + "before this call was run.";
      case CallState.AwaitingApproval a -> end + "before this call was run.";
      case CallState.Answered a -> throw new IllegalStateException("an answered call is not open");
    };
  }

  void close(Lifecycle lifecycle) {
    Lifecycle current = state().header().lifecycle();
    if (current == lifecycle || current == Lifecycle.DELETED) {
      return;
    }
    end(new TurnOutcome.Cancelled("the session was closed"), ToolResult.Outcome.CANCELLED);
    cancelApprovals("the session was closed");
    changes.record(
        lifecycle == Lifecycle.DELETED ? new SessionEvent.Deleted() : new SessionEvent.Closed());
  }

  void requireOpen() {
    if (state().header().lifecycle() != Lifecycle.OPEN) {
      throw new RefusedException(new Refusal.Closed(state().id()));
    }
  }

  private SessionState state() {
    return changes.state();
  }
}
