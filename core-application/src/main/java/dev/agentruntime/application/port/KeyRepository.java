package dev.agentruntime.application.port;

import dev.agentruntime.application.access.ApiKey;
import dev.agentruntime.application.access.KeyId;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import java.util.Optional;

/** The keys within a transaction. None is ever removed. */
public interface KeyRepository {

  /**
   * Adds a key.
   *
   * @param secret hash of its secret
   */
  void add(ApiKey key, Digest secret);

  /**
   * Revokes a key, if it is not revoked yet.
   *
   * @return the key as it is now; nothing if the owner has no such key
   */
  Optional<ApiKey> revoke(Owner owner, KeyId id);

  /**
   * A key with the hash of its secret, which has no text form.
   *
   * @param secret hash of its secret
   */
  record Stored(ApiKey key, Digest secret) {
    @Override
    public String toString() {
      return "Stored[key=" + key + "]";
    }
  }
}
