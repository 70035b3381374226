package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.approval.PendingApprovalState.Pending;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.tool.ToolCallId;
import java.time.Instant;
import java.util.Optional;

/**
 * A request to a person, and what became of it.
 *
 * <p>Made and changed by the session aggregate alone, read back by the persistence mapper alone; an
 * architecture rule holds every other caller off.
 */
public record Approval(
    ApprovalId id, ApprovalRequest request, Asked asked, PendingApprovalState state) {

  /**
   * The circumstances of asking.
   *
   * @param call the tool call it is about, if it is about one
   * @param reason why a person is asked
   * @param deadline after which it expires undecided
   * @param diff what would become of the files, as the preview worked it out; to be looked at,
   *     while the digest binds the decision to the files' hashes; empty only where nothing is
   *     edited
   */
  public record Asked(
      Optional<ToolCallId> call,
      String reason,
      Instant at,
      Optional<Instant> deadline,
      Optional<String> diff) {}

  /** A new request. */
  public static Approval pending(ApprovalId id, ApprovalRequest request, Asked asked) {
    return new Approval(id, request, asked, new Pending());
  }

  /** What a decision must name: the digest of what the reviewer saw. */
  public Digest digest() {
    return request.digest();
  }

  /** Whether it can still be decided. */
  public boolean isPending() {
    return state instanceof Pending;
  }

  /**
   * The approval in its final state.
   *
   * @throws IllegalStateException if it is final already
   */
  public Approval closed(PendingApprovalState outcome) {
    if (!isPending() || outcome instanceof Pending) {
      throw new IllegalStateException("approval " + id + " is " + state.id() + " already");
    }
    return new Approval(id, request, asked, outcome);
  }

  /** Whether this decision says the same as the one that was taken. */
  public boolean wasDecidedAs(ApprovalDecision decision) {
    return switch (decision) {
      case ApprovalDecision.Approve a ->
          state instanceof PendingApprovalState.Approved approved && !approved.edited();
      case ApprovalDecision.ApproveWithEdits edits ->
          state instanceof PendingApprovalState.Approved approved
              && approved.edited()
              && edits.modifications().equals(modifications(approved));
      case ApprovalDecision.Reject reject ->
          state instanceof PendingApprovalState.Rejected rejected
              && rejected.feedback().equals(RecordableText.of(reject.feedback()));
    };
  }

  private JsonObject modifications(PendingApprovalState.Approved approved) {
    var details = approved.granted().details();
    return request.type().equals(ApprovalType.TOOL)
        ? details.object("arguments").orElse(details)
        : details;
  }
}
