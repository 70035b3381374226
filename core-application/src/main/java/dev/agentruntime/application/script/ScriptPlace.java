package dev.agentruntime.application.script;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a session stands in its script, found from its log alone, so that another process goes on
 * at the same place.
 */
public record ScriptPlace(Script script, List<SessionEvent> log) {

  public ScriptPlace {
    log = List.copyOf(log);
  }

  /** Where the session of that log stands. */
  public static ScriptPlace in(Script script, List<RecordedEvent> log) {
    return new ScriptPlace(script, log.stream().map(RecordedEvent::event).toList());
  }

  /** What the user says next, if the script has something left to say. */
  public Optional<String> nextMessage() {
    return at(script.messages(), said());
  }

  private static <T> Optional<T> at(List<T> items, int place) {
    return place < items.size() ? Optional.of(items.get(place)) : Optional.empty();
  }

  /** Messages and answers to questions together. */
  private int said() {
    var questions = new HashSet<ToolCallId>();
    int said = 0;
    for (SessionEvent event : log) {
      switch (event) {
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
   * What the script says to an approval: the first decision that names such requests; else the
   * first that names none is for the first request of those that were asked, and so on. Interrupted
   * calls do not count: no script foresees a crash.
   */
  public Optional<ApprovalDecision> decisionOn(ApprovalId approval) {
    return Optional.ofNullable(decided().get(approval)).map(ScriptedDecision::decision);
  }

  /** The decisions on what was asked so far. */
  private Map<ApprovalId, ScriptedDecision> decided() {
    List<ScriptedDecision> unnamed =
        script.decisions().stream().filter(decision -> decision.when().isEmpty()).toList();
    var decided = new HashMap<ApprovalId, ScriptedDecision>();
    int next = 0;
    for (SessionEvent event : log) {
      if (event instanceof SessionEvent.ApprovalRequested(Approval asked)
          && !asked.request().type().equals(ApprovalType.RECOVERY)) {
        Optional<ScriptedDecision> decision = named(asked);
        if (decision.isEmpty()) {
          decision = at(unnamed, next++);
        }
        decision.ifPresent(d -> decided.put(asked.id(), d));
      }
    }
    return decided;
  }

  private Optional<ScriptedDecision> named(Approval asked) {
    return script.decisions().stream()
        .filter(one -> one.when().filter(target -> target.covers(asked.request())).isPresent())
        .findFirst();
  }

  /** What of the script never came to pass, in words; empty if it was played to its end. */
  public List<String> unplayed() {
    var left = new ArrayList<String>();
    add(left, script.messages().size() - said(), "message", "messages");
    script
        .model()
        .ifPresent(
            model -> {
              add(left, model.routes().size() - answered(Purpose.ROUTE), "route", "routes");
              add(left, model.replies().size() - answered(Purpose.REPLY), "reply", "replies");
            });
    addDecisions(left);
    return left;
  }

  private static void add(List<String> left, int count, String one, String several) {
    if (count > 0) {
      left.add("the last " + (count == 1 ? one : count + " " + several));
    }
  }

  private int answered(Purpose purpose) {
    return (int)
        log.stream()
            .filter(
                event ->
                    event instanceof SessionEvent.ModelRequestCompleted completed
                        && completed.purpose() == purpose)
            .count();
  }

  private void addDecisions(List<String> left) {
    List<ScriptedDecision> used = List.copyOf(decided().values());
    long named = used.stream().filter(decision -> decision.when().isPresent()).count();
    long unnamed = script.decisions().stream().filter(d -> d.when().isEmpty()).count();
    add(left, (int) (unnamed - (used.size() - named)), "decision in order", "decisions in order");
    script.decisions().stream()
        .filter(decision -> !used.contains(decision))
        .flatMap(decision -> decision.when().stream())
        .forEach(target -> left.add("the decision on " + target));
  }
}
