package dev.agentruntime.application.audit;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Checks that the log is as it was written.
 *
 * @param owner whose sessions; empty for everybody's
 * @param session one session; empty for all
 */
public record VerifyAudit(Optional<Owner> owner, Optional<SessionId> session) {

  /** Everything in the store. */
  public static final VerifyAudit ALL = new VerifyAudit(Optional.empty(), Optional.empty());
}
