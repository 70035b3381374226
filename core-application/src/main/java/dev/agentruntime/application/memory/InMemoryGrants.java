package dev.agentruntime.application.memory;

import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.port.GrantRepository;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The committed grants, and those of one transaction.
 *
 * @param changed what the transaction adds and revokes
 */
record InMemoryGrants(Books books, Instant now, Map<GrantId, ApprovalGrant> changed)
    implements GrantRepository {

  @Override
  public void add(ApprovalGrant grant) {
    changed.put(grant.id(), grant);
  }

  @Override
  public Optional<ApprovalGrant> revoke(Owner owner, GrantId id, String by) {
    Optional<ApprovalGrant> found =
        Optional.ofNullable(all().get(id))
            .filter(grant -> grant.owner().equals(owner))
            .map(grant -> grant.revoked(new ApprovalGrant.Mark(by, now)));
    found.ifPresent(grant -> changed.put(id, grant));
    return found;
  }

  @Override
  public List<ApprovalGrant> inForce(Owner owner, Optional<SessionId> session) {
    return all().values().stream()
        .filter(grant -> grant.owner().equals(owner))
        .filter(grant -> grant.session().isEmpty() || grant.session().equals(session))
        .filter(grant -> grant.isInForce(now))
        .sorted(
            Comparator.comparing((ApprovalGrant grant) -> grant.given().at())
                .thenComparing(grant -> grant.id().value()))
        .toList();
  }

  private Map<GrantId, ApprovalGrant> all() {
    var all = new LinkedHashMap<>(books.grants());
    all.putAll(changed);
    return all;
  }
}
