package dev.agentruntime.jdbi;

import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.application.port.GrantRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people granted, within one transaction. */
record JdbiGrantRepository(GrantRows rows, UnitOfWork work) implements GrantRepository {

  @Override
  public void add(ApprovalGrant grant) {
    rows.insert(
        new GrantRows.Row(
            grant.id().toString(),
            new GrantRows.Place(grant.owner().value(), session(grant.session())),
            new GrantRows.Content(
                grant.rule().rule().canonical(),
                RecordableText.of(grant.rule().text()),
                grant.origin().toString()),
            new GrantRows.Given(
                grant.given().by(),
                grant.given().at().toEpochMilli(),
                grant.expiresAt().map(Instant::toEpochMilli).orElse(null)),
            new GrantRows.Revoked(
                grant.revoked().map(ApprovalGrant.Mark::by).orElse(null),
                grant.revoked().map(mark -> mark.at().toEpochMilli()).orElse(null))));
  }

  /** The column of a session; of none it is empty. */
  static String session(Optional<SessionId> session) {
    return session.map(SessionId::toString).orElse("");
  }

  @Override
  public Optional<ApprovalGrant> revoke(Owner owner, GrantId id, String by) {
    return rows.revoke(owner.value(), id.toString(), by, work.now().toEpochMilli())
        .map(JdbiGrantRepository::grant);
  }

  @Override
  public List<ApprovalGrant> inForce(Owner owner, Optional<SessionId> session) {
    String own = session.map(SessionId::toString).orElse("");
    return rows.inForce(owner.value(), own, work.now().toEpochMilli()).stream()
        .map(JdbiGrantRepository::grant)
        .toList();
  }

  static ApprovalGrant grant(GrantRows.Row row) {
    String session = row.place().sessionId();
    return new ApprovalGrant(
        GrantId.parse(row.id()),
        new Owner(row.place().owner()),
        session.isEmpty() ? Optional.empty() : Optional.of(SessionId.parse(session)),
        new GrantRule(StoredJson.parse(row.content().rule()), row.content().text()),
        ApprovalId.parse(row.content().approvalId()),
        new ApprovalGrant.Mark(row.given().by(), Instant.ofEpochMilli(row.given().at())),
        Optional.ofNullable(row.given().expiresAt()).map(Instant::ofEpochMilli),
        revoked(row.revoked()));
  }

  private static Optional<ApprovalGrant.Mark> revoked(GrantRows.Revoked revoked) {
    String by = revoked.by();
    Long at = revoked.at();
    return by == null || at == null
        ? Optional.empty()
        : Optional.of(new ApprovalGrant.Mark(by, Instant.ofEpochMilli(at)));
  }
}
