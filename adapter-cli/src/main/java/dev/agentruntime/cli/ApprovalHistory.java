package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What happened to one approval, in order.
 *
 * @param entries the events of the approval, and those of the call it is about
 */
record ApprovalHistory(List<Entry> entries) {

  ApprovalHistory {
    entries = List.copyOf(entries);
  }

  /** An event with its time. */
  record Entry(Instant at, SessionEvent event) {}

  /** As the log of its session tells it; one that stands alone tells it itself. */
  static ApprovalHistory of(AgentRuntime runtime, ApprovalView view) {
    return new ApprovalHistory(
        view.session().isPresent() ? inLog(runtime, view) : alone(view.approval()));
  }

  private static List<Entry> inLog(AgentRuntime runtime, ApprovalView view) {
    return new EventPages(runtime, view.stream())
        .after(0).stream()
            .filter(recorded -> isOf(view.approval(), recorded.event()))
            .map(recorded -> new Entry(recorded.at(), recorded.event()))
            .toList();
  }

  private static boolean isOf(Approval approval, SessionEvent event) {
    return approvalOf(event).filter(approval.id()::equals).isPresent()
        || callOf(event)
            .filter(call -> approval.asked().call().equals(Optional.of(call)))
            .isPresent();
  }

  private static List<Entry> alone(Approval approval) {
    var entries = new ArrayList<Entry>();
    entries.add(new Entry(approval.asked().at(), new SessionEvent.ApprovalRequested(approval)));
    approval
        .votes()
        .forEach(
            vote ->
                entries.add(
                    new Entry(vote.at(), new SessionEvent.ApprovalVoted(approval.id(), vote))));
    OutcomeForm.at(approval.state())
        .ifPresent(
            at ->
                entries.add(
                    new Entry(
                        at,
                        new SessionEvent.ApprovalClosed(
                            approval.id(), Optional.empty(), approval.state()))));
    return entries;
  }

  /** The approval an event is about, if it is about one. */
  static Optional<ApprovalId> approvalOf(SessionEvent event) {
    return switch (event) {
      case SessionEvent.ApprovalRequested asked -> Optional.of(asked.approval().id());
      case SessionEvent.ApprovalVoted voted -> Optional.of(voted.approval());
      case SessionEvent.ApprovalClosed closed -> Optional.of(closed.approval());
      default -> Optional.empty();
    };
  }

  private static Optional<ToolCallId> callOf(SessionEvent event) {
    return switch (event) {
      case SessionEvent.ToolCallProposed proposed -> Optional.of(proposed.call().id());
      case SessionEvent.ToolRequested requested -> Optional.of(requested.call());
      case SessionEvent.ToolStarted started -> Optional.of(started.call());
      case SessionEvent.ToolReset reset -> Optional.of(reset.call());
      case SessionEvent.ToolAnswered answered -> Optional.of(answered.call());
      default -> Optional.empty();
    };
  }

  List<String> lines() {
    return entries.stream().map(entry -> "  " + entry.at() + "  " + words(entry.event())).toList();
  }

  private static String words(SessionEvent event) {
    return switch (event) {
      case SessionEvent.ApprovalRequested asked ->
          "asked, because " + asked.approval().asked().reason();
      case SessionEvent.ApprovalVoted voted -> vote(voted.vote());
      case SessionEvent.ApprovalClosed closed -> OutcomeForm.words(closed.outcome());
      case SessionEvent.ToolCallProposed proposed ->
          "call "
              + proposed.call().id()
              + " proposed; the policy said "
              + proposed.ruling().id()
              + ", by rule "
              + proposed.explanation().rule();
      case SessionEvent.ToolAnswered answered ->
          "the call was answered: " + answered.result().outcome().id();
      default -> event.type();
    };
  }

  private static String vote(Vote vote) {
    return "approved by "
        + vote.by().name()
        + " ("
        + vote.by().role().id()
        + "), as one of several"
        + (vote.modifications().isPresent() ? ", with other arguments" : "");
  }
}
