package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What becomes of an approval, whichever process decides it. Where its time is over and no server
 * runs that would close it, this does.
 */
record Outcome(AgentRuntime runtime, ApprovalId approval) {

  private static final Duration LOOK = Duration.ofSeconds(1);

  /**
   * Waits for it.
   *
   * @return nothing if it is not decided within that time, or whoever waits is interrupted
   */
  Optional<Approval> within(Deadline deadline) {
    CompletableFuture<Approval> outcome = runtime.outcome(query());
    try {
      while (!outcome.isDone() && !deadline.left().isZero()) {
        await(outcome, deadline.left().compareTo(LOOK) < 0 ? deadline.left() : LOOK);
      }
      return outcome.isDone() ? Optional.of(now()) : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      outcome.cancel(false);
    }
  }

  private void await(CompletableFuture<Approval> outcome, Duration time)
      throws InterruptedException {
    try {
      outcome.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (now().asked().deadline().isPresent()) {
        runtime.expireDue();
      }
    } catch (ExecutionException e) {
      throw CommandFailure.of(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  /** The approval as it is. */
  Approval now() {
    return runtime.get(query()).approval();
  }

  private GetApproval query() {
    return new GetApproval(Owner.LOCAL, approval);
  }
}
