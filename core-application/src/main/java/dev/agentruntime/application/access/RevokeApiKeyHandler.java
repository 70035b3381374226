package dev.agentruntime.application.access;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;

/** Revokes keys. */
public final class RevokeApiKeyHandler {

  private final Persistence persistence;

  public RevokeApiKeyHandler(Persistence persistence) {
    this.persistence = persistence;
  }

  /**
   * Revokes a key; one that is revoked already stays as it is.
   *
   * @throws RefusedException if the owner has no such key
   */
  public ApiKey handle(RevokeApiKey command) {
    return persistence
        .inTransaction(work -> work.keys().revoke(command.owner(), command.key()))
        .orElseThrow(
            () -> new RefusedException(new Refusal.NotFound("key", command.key().toString())));
  }
}
