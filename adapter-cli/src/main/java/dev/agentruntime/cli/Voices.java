package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.script.Script;
import dev.agentruntime.application.script.ScriptPlace;
import dev.agentruntime.domain.event.RecordedEvent;
import java.util.List;
import java.util.Optional;

/**
 * Who speaks for the user during a run: the script as far as it goes, else the desk, else nobody.
 *
 * @param person who is asked questions, if somebody can be
 */
record Voices(
    AgentRuntime runtime,
    Optional<Script> script,
    ApprovalDesk desk,
    Optional<TerminalAnswers> person) {

  private static final String SCRIPT = "script";

  /** The next message, once a turn is complete. Only scripts talk on by themselves. */
  Optional<String> nextMessage(EventPages log) {
    return script.flatMap(s -> ScriptPlace.in(s, log.after(0)).nextMessage());
  }

  Optional<String> answer(Question question, List<RecordedEvent> log, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    Optional<String> scripted = script.flatMap(s -> ScriptPlace.in(s, log).nextMessage());
    if (scripted.isPresent() || person.isEmpty()) {
      return scripted;
    }
    return person.get().to(question, deadline);
  }

  Optional<ApprovalDesk.Ballot> decide(ApprovalView view, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    Optional<ApprovalDesk.Ballot> scripted =
        script.flatMap(
            s ->
                ScriptPlace.in(s, new EventPages(runtime, view.session()).after(0))
                    .decisionOn(view.approval().id())
                    .map(decision -> ApprovalDesk.Ballot.on(view, decision, SCRIPT)));
    return scripted.isPresent() ? scripted : desk.decide(view, deadline);
  }
}
