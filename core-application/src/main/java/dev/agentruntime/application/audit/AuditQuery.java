package dev.agentruntime.application.audit;

import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import java.util.Optional;

/**
 * Which part of the log to read, deleted sessions included.
 *
 * @param owner whose; empty for everybody's
 * @param part from which end, and how much
 */
public record AuditQuery(Optional<Owner> owner, AuditFilter filter, Part part) {

  /** Of one owner's log. */
  public AuditQuery(Owner owner, AuditFilter filter, Part part) {
    this(Optional.of(owner), filter, part);
  }

  /**
   * A part of a list.
   *
   * @param newestFirst whether the newest comes first; in any case the order is the log's
   * @param most at most this many, 1 to {@value SessionFilter#MAX}
   * @param cursor what came with the part before; of a list with the same order
   */
  public record Part(boolean newestFirst, int most, Optional<String> cursor) {
    public Part {
      SessionFilter.requirePageSize(most);
    }
  }
}
