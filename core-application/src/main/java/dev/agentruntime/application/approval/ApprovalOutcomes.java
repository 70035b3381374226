package dev.agentruntime.application.approval;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetApprovalHandler;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/** Waits for what becomes of approvals. The log tells it, so any process may decide them. */
public final class ApprovalOutcomes {

  private final ReadModel reads;
  private final EventFeed feed;

  public ApprovalOutcomes(ReadModel reads, EventFeed feed) {
    this.reads = reads;
    this.feed = feed;
  }

  /**
   * What becomes of an approval.
   *
   * @return completes once it is decided, expired or withdrawn, and exceptionally where the runtime
   *     stops before; whoever cancels it ends the watching
   * @throws dev.agentruntime.domain.session.RefusedException if there is no such approval
   */
  public CompletableFuture<Approval> of(GetApproval query) {
    ApprovalView view = find(query);
    // Before the state is read again: what is recorded in between is told behind this place.
    long position = reads.lastPosition(view.stream());
    var outcome = new CompletableFuture<Approval>();
    Approval now = find(query).approval();
    if (!now.isPending()) {
      outcome.complete(now);
      return outcome;
    }
    EventFeed.Subscription watching =
        feed.watch(view.stream(), position, new Waiting(query, outcome));
    var unused = outcome.whenComplete((approval, failure) -> watching.close());
    return outcome;
  }

  private ApprovalView find(GetApproval query) {
    return new GetApprovalHandler(reads).handle(query);
  }

  private final class Waiting implements EventFeed.Watcher {

    private final GetApproval query;
    private final CompletableFuture<Approval> outcome;

    Waiting(GetApproval query, CompletableFuture<Approval> outcome) {
      this.query = query;
      this.outcome = outcome;
    }

    @Override
    public void recorded(RecordedEvent event) {
      if (event.event() instanceof SessionEvent.ApprovalClosed closed
          && closed.approval().equals(query.approval())) {
        outcome.complete(find(query).approval());
      }
    }

    @Override
    public void ended() {
      outcome.completeExceptionally(
          new CancellationException("the runtime stopped before the approval was decided"));
    }
  }
}
