package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.DecideApproval;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.cli.RunResult.Ending;
import dev.agentruntime.cli.RunResult.Status;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Drives one session until there is nothing more to do here: lets it go on, has its approvals
 * decided, answers its questions, says what the script says next.
 */
final class SessionRun {

  private final AgentRuntime runtime;
  private final SessionId session;
  private final EventPages log;
  private final Follower follower;
  private final Voices voices;
  private final Deadline deadline;
  private final Elsewhere elsewhere;
  private final CtrlC ctrlC;
  private boolean deniedByMode;

  SessionRun(EventPages log, Follower follower, Voices voices, Deadline deadline, CtrlC ctrlC) {
    this.runtime = log.runtime();
    this.session = log.session();
    this.log = log;
    this.follower = follower;
    this.voices = voices;
    this.deadline = deadline;
    this.elsewhere = new Elsewhere(deadline);
    this.ctrlC = ctrlC;
  }

  /** Says something: starts a turn, or answers the open question. */
  void say(String text, Optional<AgentName> agent) {
    runtime.send(new SendMessage(Owner.LOCAL, session, text, agent, IfBusy.REJECT));
  }

  /** Runs the session as far as it goes. */
  Ending goOn() throws InterruptedException {
    try {
      while (true) {
        Optional<Ending> ending = settledStep();
        if (ending.isPresent()) {
          return deniedByMode && ending.get().code() == ExitCode.DONE
              ? ending.get().with(ExitCode.UNDECIDED)
              : ending.get();
        }
      }
    } catch (Deadline.TimedOutException e) {
      return Ending.of(Status.FAILED, ExitCode.TIMEOUT, String.valueOf(e.getMessage()));
    }
  }

  /** Whatever Ctrl-C interrupts, the turn is cancelled by then, and that is what is told. */
  private Optional<Ending> settledStep() throws InterruptedException, Deadline.TimedOutException {
    try {
      settle();
      return step();
    } catch (InterruptedException e) {
      if (!ctrlC.hasCancelled()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private void settle() throws InterruptedException, Deadline.TimedOutException {
    try {
      runtime.settled(session).get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw deadline.passed();
    } catch (ExecutionException e) {
      throw CommandFailure.of(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  /** Does what has to be done here before the session can go on; an ending if that is nothing. */
  private Optional<Ending> step() throws InterruptedException, Deadline.TimedOutException {
    SessionView view = runtime.get(new GetSession(Owner.LOCAL, session));
    follower.reach(view.position());
    List<ApprovalView> pending = pending();
    if (!pending.isEmpty()) {
      return decide(pending);
    }
    if (view.summary().state().status() == SessionStatus.RUNNING) {
      return elsewhere.await(view.position());
    }
    Optional<WaitReason> waits = view.summary().state().waiting();
    if (waits.isPresent()) {
      return waits.get() == WaitReason.ANSWER
          ? answer()
          : Optional.of(
              Ending.of(
                  Status.WAITING, ExitCode.UNDECIDED, "the session waits for " + waits.get().id()));
    }
    return next(view);
  }

  List<ApprovalView> pending() {
    return runtime
        .list(new ListApprovals(Owner.LOCAL, ApprovalFilter.pendingOf(session)))
        .items()
        .stream()
        .sorted(
            Comparator.comparing((ApprovalView view) -> view.approval().asked().at())
                .thenComparing(view -> view.approval().id().value()))
        .toList();
  }

  private Optional<Ending> decide(List<ApprovalView> pending)
      throws InterruptedException, Deadline.TimedOutException {
    for (ApprovalView view : pending) {
      Optional<Ending> ending = decide(view);
      if (ending.isPresent()) {
        return ending;
      }
    }
    return Optional.empty();
  }

  /** An ending, if it stays undecided. */
  private Optional<Ending> decide(ApprovalView view)
      throws InterruptedException, Deadline.TimedOutException {
    Optional<ApprovalDesk.Ballot> ballot = voices.decide(view, deadline);
    while (ballot.isPresent()) {
      Optional<String> problem = cast(view, ballot.get());
      if (problem.isEmpty()) {
        return lacking(view);
      }
      if (!voices.desk().refused(view, problem.get())) {
        throw new CommandFailure(ExitCode.FAILED, problem.get());
      }
      ballot = voices.desk().decide(view, deadline);
    }
    return Optional.of(undecided(view));
  }

  /** An ending, if what was said is one of several words that are needed. */
  private Optional<Ending> lacking(ApprovalView view) {
    Approval now = runtime.get(new GetApproval(Owner.LOCAL, view.approval().id())).approval();
    return now.isPending()
        ? Optional.of(
            Ending.of(
                Status.WAITING,
                ExitCode.UNDECIDED,
                ApprovalForm.summary(now.request()) + ": " + TermsForm.stillNeeded(now)))
        : Optional.empty();
  }

  /** Returns what is wrong with the decision, if something is. */
  private Optional<String> cast(ApprovalView view, ApprovalDesk.Ballot ballot) {
    try {
      runtime.decide(
          new DecideApproval(
              Owner.LOCAL,
              view.approval().id(),
              ballot.decision(),
              ballot.seen(),
              ballot.by(),
              ballot.reach()));
      deniedByMode |= ballot.by().equals(DenyingDesk.BY);
      return Optional.empty();
    } catch (RefusedException e) {
      return isOver(e.refusal()) ? Optional.empty() : Optional.of(e.refusal().message());
    }
  }

  /** Somebody else was first, or it is too late: then it is decided, and that is all it takes. */
  private boolean isOver(Refusal refusal) {
    if (refusal instanceof Refusal.Expired) {
      runtime.expireDue();
      return true;
    }
    return refusal instanceof Refusal.AlreadyDecided;
  }

  private static Ending undecided(ApprovalView view) {
    ApprovalRequest request = view.approval().request();
    return request.type().equals(ApprovalType.LIMIT)
        ? Ending.of(
            Status.LIMIT,
            ExitCode.LIMIT,
            "the turn reached its limit of " + ApprovalForm.words(request.subject()))
        : Ending.of(
            Status.WAITING,
            ExitCode.UNDECIDED,
            "an approval is undecided: " + ApprovalForm.summary(request));
  }

  private Optional<Ending> answer() throws InterruptedException, Deadline.TimedOutException {
    List<RecordedEvent> events = log.after(0);
    Question question = Question.lastIn(events);
    Optional<String> answer = voices.answer(question, events, deadline);
    if (answer.isEmpty()) {
      return Optional.of(
          new Ending(
              Status.WAITING,
              ExitCode.UNDECIDED,
              question.text(),
              Optional.of("the agent asks: " + question.asText())));
    }
    say(answer.get(), Optional.empty());
    return Optional.empty();
  }

  private Optional<Ending> next(SessionView view) {
    Optional<TurnOutcome> outcome = view.lastTurn().flatMap(SessionView.LastTurn::outcome);
    boolean mayTalkOn = outcome.map(o -> o instanceof TurnOutcome.Completed).orElse(true);
    Optional<String> message = mayTalkOn ? voices.nextMessage(log) : Optional.empty();
    if (message.isPresent()) {
      say(message.get(), Optional.empty());
      return Optional.empty();
    }
    return Optional.of(
        outcome
            .map(this::ending)
            .orElseThrow(
                () -> CommandFailure.usage("nothing was said in this session yet; give a text")));
  }

  private Ending ending(TurnOutcome outcome) {
    return switch (outcome) {
      case TurnOutcome.Completed completed -> Ending.completed(completed.text());
      case TurnOutcome.Failed failed ->
          Ending.of(
              Status.FAILED,
              failed.kind() == FailureKind.AUTHENTICATION
                  ? ExitCode.CONFIGURATION
                  : ExitCode.FAILED,
              failed.message());
      case TurnOutcome.Cancelled cancelled ->
          Ending.of(
              Status.CANCELLED,
              ctrlC.hasCancelled() ? ExitCode.CANCELLED : ExitCode.FAILED,
              "the turn was cancelled: " + cancelled.reason());
      case TurnOutcome.LimitReached reached ->
          Ending.of(
              Status.LIMIT,
              ExitCode.LIMIT,
              "the turn reached its limit of " + ApprovalForm.words(reached.limit().id()));
    };
  }
}
