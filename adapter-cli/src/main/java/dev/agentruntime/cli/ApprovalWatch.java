package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.event.LedgerStream;
import dev.agentruntime.application.event.LedgerStreamEntry;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Follows approvals: those that are pending, then what happens, each once and in order. */
final class ApprovalWatch {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String REQUESTED = "approval.requested";

  private final AgentRuntime runtime;
  private final ApprovalSelection.Chosen chosen;
  private final boolean once;
  private final Set<ApprovalId> announced = new HashSet<>();

  /**
   * A watch.
   *
   * @param once whether it ends after the first approval that is pending
   */
  ApprovalWatch(AgentRuntime runtime, ApprovalSelection.Chosen chosen, boolean once) {
    this.runtime = runtime;
    this.chosen = chosen;
    this.once = once;
  }

  /**
   * Tells until the runtime stops.
   *
   * @param teller takes the event's type and the approval as it is
   */
  void run(BiConsumer<String, ApprovalView> teller) throws InterruptedException {
    // Before the list is read: what comes in between is in both, and told once.
    String end = runtime.ledgerEnd();
    for (ApprovalView view : pending()) {
      announced.add(view.approval().id());
      teller.accept(REQUESTED, view);
      if (once) {
        return;
      }
    }
    try (LedgerStream stream = runtime.openAll(Owner.LOCAL, Optional.of(end))) {
      follow(stream, teller);
    }
  }

  private List<ApprovalView> pending() {
    return Page.all(
            (Optional<String> cursor) ->
                runtime.list(
                    new ListApprovals(Owner.LOCAL, chosen.filter(Optional.of("pending"), cursor))))
        .reversed();
  }

  private void follow(LedgerStream stream, BiConsumer<String, ApprovalView> teller)
      throws InterruptedException {
    while (true) {
      Optional<LedgerStreamEntry> entry = stream.take(PATIENCE);
      if (entry.isPresent() && entry.get() instanceof LedgerStreamEntry.Ended) {
        return;
      }
      if (entry.isPresent()
          && entry.get() instanceof LedgerStreamEntry.Recorded recorded
          && tell(recorded.event(), teller)) {
        return;
      }
    }
  }

  /** Returns whether that was all. */
  private boolean tell(RecordedEvent event, BiConsumer<String, ApprovalView> teller) {
    boolean asks = event.event() instanceof SessionEvent.ApprovalRequested;
    Optional<ApprovalView> view =
        ApprovalHistory.approvalOf(event.event())
            .filter(id -> !asks || announced.add(id))
            .map(id -> runtime.get(new GetApproval(Owner.LOCAL, id)))
            .filter(chosen::has);
    if (view.isEmpty() || (once && !view.get().approval().isPending())) {
      return false;
    }
    teller.accept(event.type(), view.get());
    return once;
  }
}
