package dev.agentruntime.application.memory;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.application.port.KeyRepository;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The committed keys, and those of one transaction.
 *
 * @param changed what the transaction adds and revokes
 */
record InMemoryKeys(Books books, Instant now, Map<KeyId, KeyRepository.Stored> changed)
    implements KeyRepository {

  @Override
  public void add(ApiKey key, Digest secret) {
    changed.put(key.id(), new Stored(key, secret));
  }

  @Override
  public Optional<ApiKey> revoke(Owner owner, KeyId id) {
    Optional<Stored> found =
        Optional.ofNullable(changed.get(id))
            .or(() -> books.key(id))
            .filter(stored -> stored.key().owner().equals(owner))
            .map(this::revoked);
    found.ifPresent(stored -> changed.put(id, stored));
    return found.map(Stored::key);
  }

  private Stored revoked(Stored stored) {
    ApiKey key = stored.key();
    Instant at = key.revokedAt().orElse(now);
    return new Stored(
        new ApiKey(key.id(), key.owner(), key.name(), key.role(), key.createdAt(), Optional.of(at)),
        stored.secret());
  }
}
