package dev.agentruntime.cli;

import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.Digest;
import java.util.Optional;

/** Where approvals that nothing else has decided are decided during a run. */
interface ApprovalDesk {

  /** The desk of those who decide nothing: the run ends at the first approval. */
  ApprovalDesk UNATTENDED = (view, deadline) -> Optional.empty();

  /**
   * A decision on a pending approval.
   *
   * @return nothing if it stays undecided and the run ends
   */
  Optional<Ballot> decide(ApprovalView view, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException;

  /**
   * A decision was not accepted.
   *
   * @return whether there can be another one
   */
  default boolean refused(ApprovalView view, String problem) {
    return false;
  }

  /**
   * A decision.
   *
   * @param seen digest of what it is based on
   * @param by who decided
   */
  record Ballot(ApprovalDecision decision, Digest seen, Reviewer by, Reach reach) {

    /** A decision on exactly this, and on nothing else. */
    static Ballot on(ApprovalView view, ApprovalDecision decision, Reviewer by) {
      return new Ballot(decision, view.approval().digest(), by, Reach.ONCE);
    }

    /** The same decision, reaching further. */
    Ballot reaching(Reach other) {
      return new Ballot(decision, seen, by, other);
    }
  }

  /** Who decides under a name here: whoever may start commands of this program may decide all. */
  static Reviewer called(String name) {
    return new Reviewer(name, Role.ADMIN);
  }
}
