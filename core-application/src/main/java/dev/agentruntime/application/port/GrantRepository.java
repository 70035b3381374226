package dev.agentruntime.application.port;

import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/** What people granted, within a transaction. No grant is ever removed. */
public interface GrantRepository {

  /** Adds a grant. */
  void add(ApprovalGrant grant);

  /**
   * Revokes a grant, if it is not revoked yet.
   *
   * @return the grant as it is now; nothing if the owner has no such grant
   */
  Optional<ApprovalGrant> revoke(Owner owner, GrantId id, String by);

  /**
   * Those that hold now: those for all sessions of the owner and the session's own, the oldest
   * first.
   *
   * @param session empty for one that is yet to come
   */
  List<ApprovalGrant> inForce(Owner owner, Optional<SessionId> session);
}
