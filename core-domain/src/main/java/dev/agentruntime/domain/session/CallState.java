package dev.agentruntime.domain.session;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a tool call stands. */
public sealed interface CallState {

  /**
   * It may be put before the gate once its turn in the order comes.
   *
   * @param approval the approval it got, if it needed one
   */
  record Cleared(Optional<ApprovalId> approval) implements CallState {}

  /** A person must decide. */
  record AwaitingApproval(ApprovalId approval) implements CallState {}

  /**
   * It was announced to the client, which is to execute it.
   *
   * @param digest of exactly what the client is to execute
   * @param deadline after which it is answered as expired
   */
  record Requested(Optional<ApprovalId> approval, Digest digest, Optional<Instant> deadline)
      implements CallState {

    boolean isDue(Instant now) {
      return deadline.filter(end -> !end.isAfter(now)).isPresent();
    }
  }

  /**
   * It runs, or ran when its process died.
   *
   * @param generation the lease under which it was started
   * @param files what it was to make of which files
   */
  record Started(Optional<ApprovalId> approval, long generation, List<FileImpact> files)
      implements CallState {
    public Started {
      files = List.copyOf(files);
    }
  }

  /** It is a question, and the user has it. */
  record AwaitingAnswer() implements CallState {}

  /**
   * A crash interrupted it, and a person must say what to do.
   *
   * @param approval the approval it ran with, if it needed one
   */
  record AwaitingRecovery(ApprovalId recovery, Optional<ApprovalId> approval)
      implements CallState {}

  /** It has its answer. */
  record Answered(ToolResult.Outcome outcome) implements CallState {}
}
