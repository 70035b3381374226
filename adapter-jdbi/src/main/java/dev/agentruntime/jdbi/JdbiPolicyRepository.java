package dev.agentruntime.jdbi;

import dev.agentruntime.application.event.StoredJson;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Optional;

/** The policies within one transaction. */
record JdbiPolicyRepository(PolicyRows rows) implements PolicyRepository {

  @Override
  public Optional<Version> current(Owner owner, Optional<SessionId> session) {
    return rows.newest(scope(owner, session)).map(row -> version(row, owner, session));
  }

  private static Version version(PolicyRows.Row row, Owner owner, Optional<SessionId> session) {
    return new Version(
        owner,
        session,
        row.version(),
        StoredJson.parse(row.document()),
        row.author(),
        Instant.ofEpochMilli(row.at()));
  }

  @Override
  public void add(Version version) {
    var row =
        new PolicyRows.Row(
            scope(version.owner(), version.session()),
            version.number(),
            version.document().canonical(),
            version.author(),
            version.at().toEpochMilli());
    if (rows.insert(row) == 0) {
      throw new StaleSessionException(
          "policy version " + version.number() + " exists already; read the newest one again");
    }
  }

  private static PolicyRows.Scope scope(Owner owner, Optional<SessionId> session) {
    return new PolicyRows.Scope(owner.value(), session.map(SessionId::toString).orElse(""));
  }
}
