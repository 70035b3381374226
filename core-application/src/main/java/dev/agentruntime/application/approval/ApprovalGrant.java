package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Optional;

/**
 * What a person allowed beyond one decision, as it is kept.
 *
 * @param session where it holds; empty for all sessions of the owner
 * @param origin the approval it came from
 * @param expiresAt when it ends by itself, if it does
 */
public record ApprovalGrant(
    GrantId id,
    Owner owner,
    Optional<SessionId> session,
    GrantRule rule,
    ApprovalId origin,
    Mark given,
    Optional<Instant> expiresAt,
    Optional<Mark> revoked) {

  /** Who did it, and when. */
  public record Mark(String by, Instant at) {}

  /** Whether it answers in a person's place at that time. */
  public boolean isInForce(Instant now) {
    return revoked.isEmpty() && expiresAt.map(end -> end.isAfter(now)).orElse(true);
  }

  /** The same, revoked; who revoked it first stays. */
  public ApprovalGrant revoked(Mark mark) {
    return revoked.isPresent()
        ? this
        : new ApprovalGrant(id, owner, session, rule, origin, given, expiresAt, Optional.of(mark));
  }
}
