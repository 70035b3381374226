package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.PolicyFindings;
import java.util.List;
import java.util.Optional;

/** What would become of a call. */
public sealed interface CallCheck {

  /** It would be answered before the policy is asked. */
  record Unfit(String why) implements CallCheck {}

  /**
   * The policy would be asked.
   *
   * @param policies what is asked, in the order of the findings
   * @param request what it is asked
   * @param diff what would become of the files, if it is an edit
   */
  record Judged(
      List<PolicyView> policies,
      ApprovalRequest request,
      Optional<String> diff,
      PolicyFindings findings)
      implements CallCheck {
    public Judged {
      policies = List.copyOf(policies);
    }
  }
}
