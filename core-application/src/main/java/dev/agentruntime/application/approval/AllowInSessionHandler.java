package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/**
 * Puts a {@link SessionGrant} in front of the policy that is in force for a session, as a new
 * version of the session's own policy.
 *
 * <p>It decides nothing that waits already, the approval it came from included.
 */
public final class AllowInSessionHandler {

  private final SessionCommands commands;
  private final ReadModel reads;
  private final PoliciesInForce policies;

  public AllowInSessionHandler(
      SessionCommands commands, ReadModel reads, PoliciesInForce policies) {
    this.commands = commands;
    this.reads = reads;
    this.policies = policies;
  }

  /**
   * Records the grant; the same again changes nothing.
   *
   * @return what is allowed from now on
   * @throws RefusedException if there is no such approval, it is decided already, the digest is not
   *     that of the request, no rule would allow exactly that, or it would be asked for all the
   *     same
   */
  public SessionGrant handle(AllowInSession command) {
    ApprovalView view =
        reads
            .approval(command.owner(), command.approval())
            .orElseThrow(
                () -> refused(new Refusal.NotFound("approval", command.approval().toString())));
    SessionGrant grant = grant(view.approval(), command);
    // The session's row is locked, so no other version can come in between.
    commands.perform(
        command.owner(),
        view.session(),
        (session, moment, work) -> {
          add(grant, session, work, view.approval(), RecordableText.of(command.by()));
          return session;
        });
    return grant;
  }

  private static SessionGrant grant(Approval approval, AllowInSession command) {
    if (!approval.digest().equals(command.seen())) {
      throw refused(new Refusal.StaleDigest(approval.digest()));
    }
    return SessionGrant.of(approval)
        .orElseThrow(
            () ->
                refused(
                    Refusal.Invalid.of(
                        List.of(
                            "no rule for this session would allow exactly what approval "
                                + approval.id()
                                + " asks for; decide it alone, each time"))));
  }

  private void add(
      SessionGrant grant, Session session, UnitOfWork work, Approval approval, String by) {
    JsonObject document = policies.document(work, session);
    JsonObject widened = grant.inFrontOf(document);
    if (widened.equals(document)) {
      return;
    }
    requirePending(session, approval);
    requireEffect(grant.over(document, approval), approval);
    Owner owner = session.state().header().owner();
    Optional<SessionId> own = Optional.of(session.id());
    int number = work.policies().current(owner, own).map(v -> v.number() + 1).orElse(1);
    work.policies().add(new PolicyRepository.Version(owner, own, number, widened, by, work.now()));
  }

  private void requirePending(Session session, Approval approval) {
    if (!session.state().isPending(approval.id())) {
      throw refused(
          Refusal.Invalid.of(
              List.of(
                  "approval "
                      + approval.id()
                      + " does not wait any more; what is allowed for a session comes from a"
                      + " request that does")));
    }
  }

  private static void requireEffect(Verdict verdict, Approval approval) {
    if (!(verdict instanceof Verdict.Allowed)) {
      throw refused(
          Refusal.Invalid.of(
              List.of(
                  "no rule for this session would let run unasked what approval "
                      + approval.id()
                      + " asks for: "
                      + verdict.explanation().reason()
                      + "; decide it alone, each time")));
    }
  }

  private static RefusedException refused(Refusal refusal) {
    return new RefusedException(refusal);
  }
}
