package dev.agentruntime.application.access;

import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.session.Owner;
import java.time.Instant;
import java.util.Optional;

/**
 * A key as everybody may see it: without its secret.
 *
 * @param name what it is for, for people
 * @param revokedAt since when it opens nothing
 */
public record ApiKey(
    KeyId id, Owner owner, String name, Role role, Instant createdAt, Optional<Instant> revokedAt) {

  /** Whether it opens something. */
  public boolean isValid() {
    return revokedAt.isEmpty();
  }
}
