package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.script.Script;
import dev.agentruntime.application.script.ScriptPlace;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnOutcome;
import java.util.List;
import java.util.Optional;

/**
 * Who speaks for the user during a run: the script as far as it goes, else the desk, else nobody.
 */
record Voices(AgentRuntime runtime, Optional<Script> script, Present present) {

  private static final Reviewer SCRIPT = ApprovalDesk.called("script");

  /**
   * Who is there where the script is not.
   *
   * @param person who is asked questions, if somebody can be
   * @param form that the final answer must have; who wants one says so again
   */
  record Present(ApprovalDesk desk, Optional<TerminalAnswers> person, Optional<AnswerForm> form) {}

  /** Where approvals are decided. */
  ApprovalDesk desk() {
    return present.desk();
  }

  /** The next message, once a turn is complete: the script's, or that the answer has no form. */
  Optional<String> nextMessage(EventPages log) {
    List<RecordedEvent> events = log.after(0);
    return script
        .flatMap(s -> ScriptPlace.in(s, events).nextMessage())
        .or(() -> present.form().flatMap(form -> lastAnswer(events).flatMap(form::complaint)));
  }

  private static Optional<String> lastAnswer(List<RecordedEvent> log) {
    return log.reversed().stream()
        .map(RecordedEvent::event)
        .filter(SessionEvent.TurnEnded.class::isInstance)
        .map(event -> ((SessionEvent.TurnEnded) event).outcome())
        .findFirst()
        .filter(TurnOutcome.Completed.class::isInstance)
        .map(outcome -> ((TurnOutcome.Completed) outcome).text());
  }

  Optional<String> answer(Question question, List<RecordedEvent> log, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    Optional<String> scripted = script.flatMap(s -> ScriptPlace.in(s, log).nextMessage());
    if (scripted.isPresent() || present.person().isEmpty()) {
      return scripted;
    }
    return present.person().get().to(question, deadline);
  }

  Optional<ApprovalDesk.Ballot> decide(ApprovalView view, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    Optional<ApprovalDesk.Ballot> scripted =
        script.flatMap(
            s ->
                ScriptPlace.in(s, new EventPages(runtime, view.stream()).after(0))
                    .decisionOn(view.approval().id())
                    .map(decision -> ApprovalDesk.Ballot.on(view, decision, SCRIPT)));
    return scripted.isPresent() ? scripted : desk().decide(view, deadline);
  }
}
