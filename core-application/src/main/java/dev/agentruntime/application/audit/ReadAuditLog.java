package dev.agentruntime.application.audit;

import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * The newest of what the predecessor's audit log had, deleted sessions included.
 *
 * @param session of which; empty for all of the owner's
 * @param kind which; empty for every
 * @param content whether what people, models and tools wrote is wanted
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 */
public record ReadAuditLog(
    Owner owner,
    Optional<SessionId> session,
    Optional<AuditLogKind> kind,
    AuditJson.Content content,
    int most) {

  public ReadAuditLog {
    SessionFilter.requirePageSize(most);
  }
}
