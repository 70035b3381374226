package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for decisions on the thread of the request, which is a virtual one. Whoever waits takes one
 * of the key's places for streams: it costs what an open stream does.
 */
record ApprovalWait(AgentRuntime runtime, OpenStreams streams) {

  /**
   * Returns once the approval is decided, the time is over, or the server stops, whichever is
   * first; what became of it is read then.
   *
   * @throws dev.agentruntime.domain.session.RefusedException if there is no such approval
   */
  void until(Caller caller, ApprovalId id, Duration most) {
    CompletableFuture<Approval> outcome = runtime.outcome(new GetApproval(caller.owner(), id));
    if (!outcome.isDone()) {
      streams.hold(caller, () -> outcome.cancel(false), () -> await(outcome, most));
    }
  }

  private static void await(CompletableFuture<Approval> outcome, Duration most) {
    try {
      outcome.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | CancellationException | ExecutionException e) {
      // Nobody decided, or it is not known here: the approval itself tells.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(ProblemCode.UNAVAILABLE, "the server is stopping; ask again")
          .retryAfter(Duration.ofSeconds(1))
          .exception();
    }
  }
}
