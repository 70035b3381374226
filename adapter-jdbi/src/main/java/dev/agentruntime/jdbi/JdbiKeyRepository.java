package dev.agentruntime.jdbi;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.application.port.KeyRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import java.time.Instant;
import java.util.Optional;

/** The keys within one transaction. */
record JdbiKeyRepository(KeyRows rows, UnitOfWork work) implements KeyRepository {

  @Override
  public void add(ApiKey key, Digest secret) {
    rows.insert(
        new KeyRows.Row(
            new KeyRows.Header(
                key.id().value(), key.owner().value(), key.name(), Constants.text(key.role())),
            new KeyRows.Secret(secret.hex()),
            key.createdAt().toEpochMilli(),
            key.revokedAt().map(Instant::toEpochMilli).orElse(null)));
  }

  @Override
  public Optional<ApiKey> revoke(Owner owner, KeyId id) {
    return rows.revoke(owner.value(), id.value(), work.now().toEpochMilli())
        .map(JdbiKeyRepository::key);
  }

  static ApiKey key(KeyRows.Row row) {
    KeyRows.Header header = row.header();
    return new ApiKey(
        new KeyId(header.id()),
        new Owner(header.owner()),
        header.name(),
        Constants.read(Role.class, header.role()),
        Instant.ofEpochMilli(row.createdAt()),
        Optional.ofNullable(row.revokedAt()).map(Instant::ofEpochMilli));
  }

  static Stored stored(KeyRows.Row row) {
    return new Stored(key(row), new Digest(row.secret().hash()));
  }
}
