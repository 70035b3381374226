package dev.agentruntime.jdbi;

import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The policies within one transaction. */
record JdbiPolicyRepository(PolicyRows rows) implements PolicyRepository {

  @Override
  public Optional<Version> current(Owner owner, Optional<SessionId> session) {
    return history(owner, session, Integer.MAX_VALUE, 1).stream().findFirst();
  }

  @Override
  public Optional<Version> find(Owner owner, Optional<SessionId> session, int number) {
    return rows.find(scope(owner, session), number).map(row -> version(row, owner, session));
  }

  @Override
  public List<Version> history(Owner owner, Optional<SessionId> session, int before, int most) {
    return rows.before(scope(owner, session), before, most).stream()
        .map(row -> version(row, owner, session))
        .toList();
  }

  private static Version version(PolicyRows.Row row, Owner owner, Optional<SessionId> session) {
    return new Version(
        owner,
        session,
        row.version(),
        StoredJson.parse(row.document()),
        row.alone(),
        new Put(row.put().author(), row.put().reason(), Instant.ofEpochMilli(row.put().at())));
  }

  @Override
  public void add(Version version) {
    var row =
        new PolicyRows.Row(
            scope(version.owner(), version.session()),
            version.number(),
            version.document().canonical(),
            version.alone(),
            new PolicyRows.Put(
                version.put().author(), version.put().reason(), version.put().at().toEpochMilli()));
    if (rows.insert(row) == 0) {
      throw new StaleSessionException(
          "policy version " + version.number() + " exists already; read the newest one again");
    }
  }

  private static PolicyRows.Scope scope(Owner owner, Optional<SessionId> session) {
    return new PolicyRows.Scope(owner.value(), JdbiGrantRepository.session(session));
  }
}
