package dev.agentruntime.cli;

import dev.agentruntime.application.script.Script;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Where a session stands in its script, found from its log alone, so that another process goes on
 * at the same place.
 */
record ScriptPlace(Script script, List<RecordedEvent> log) {

  ScriptPlace {
    log = List.copyOf(log);
  }

  /** What the user says next, if the script has something left to say. */
  Optional<String> nextMessage() {
    int said = said();
    return said < script.messages().size()
        ? Optional.of(script.messages().get(said))
        : Optional.empty();
  }

  /** Messages and answers to questions together. */
  private int said() {
    var questions = new HashSet<ToolCallId>();
    int said = 0;
    for (RecordedEvent recorded : log) {
      switch (recorded.event()) {
        case SessionEvent.UserMessageAdded message -> said++;
        case SessionEvent.QuestionAsked question -> questions.add(question.call());
        case SessionEvent.ToolAnswered answer
            when questions.contains(answer.call())
                && answer.result().outcome() == ToolResult.Outcome.SUCCEEDED ->
            said++;
        default -> {}
      }
    }
    return said;
  }

  /**
   * What the script says to an approval: the first decision is for the first one that was asked,
   * and so on. Interrupted calls do not count: no script foresees a crash.
   */
  Optional<ApprovalDecision> decisionOn(ApprovalId approval) {
    List<ApprovalId> asked =
        log.stream()
            .map(RecordedEvent::event)
            .filter(SessionEvent.ApprovalRequested.class::isInstance)
            .map(event -> ((SessionEvent.ApprovalRequested) event).approval())
            .filter(one -> !one.request().type().equals(ApprovalType.RECOVERY))
            .map(one -> one.id())
            .toList();
    int place = asked.indexOf(approval);
    return place >= 0 && place < script.decisions().size()
        ? Optional.of(script.decisions().get(place))
        : Optional.empty();
  }
}
