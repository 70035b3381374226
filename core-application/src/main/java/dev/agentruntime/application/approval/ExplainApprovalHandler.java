package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.PolicyFindings;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import java.util.Optional;

/** Explains approvals by the policy of their session. */
public final class ExplainApprovalHandler {

  private final SessionCommands sessions;
  private final Persistence persistence;
  private final PoliciesInForce policies;

  public ExplainApprovalHandler(
      SessionCommands sessions, Persistence persistence, PoliciesInForce policies) {
    this.sessions = sessions;
    this.persistence = persistence;
    this.policies = policies;
  }

  /**
   * What the policy says of the request as it was recorded.
   *
   * @throws RefusedException if there is no such approval
   */
  public CallCheck.Judged handle(ExplainApproval query) {
    ApprovalView view =
        persistence
            .reads()
            .approval(query.owner(), query.approval())
            .orElseThrow(
                () ->
                    new RefusedException(
                        new Refusal.NotFound("approval", query.approval().toString())));
    Session session = sessions.read(query.owner(), view.session());
    PolicyView policy = persistence.inTransaction(work -> policies.view(work, session));
    ApprovalRequest request = view.approval().request();
    return new CallCheck.Judged(
        policy,
        request,
        Optional.empty(),
        PolicyFindings.of(PolicyDocument.read(policy.document(), policy.version()), request));
  }
}
