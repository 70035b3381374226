package dev.agentruntime.application.access;

import dev.agentruntime.application.port.KeyRepository;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.port.UuidV7;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The keys of a store: what servers and the command line call. Safe for many threads. */
public final class ApiKeys {

  private final CreateApiKeyHandler create;
  private final ListApiKeysHandler list;
  private final RevokeApiKeyHandler revoke;
  private final AuthenticateHandler authenticate;
  private final ReadModel reads;

  /** The keys in this store, which is the caller's to close. */
  public ApiKeys(Persistence persistence) {
    create = new CreateApiKeyHandler(persistence, new UuidV7());
    list = new ListApiKeysHandler(persistence.reads());
    revoke = new RevokeApiKeyHandler(persistence);
    authenticate = new AuthenticateHandler(persistence.reads());
    reads = persistence.reads();
  }

  /** Makes a key and hands it out, this once. */
  public CreateApiKeyHandler.Created create(CreateApiKey command) {
    return create.handle(command);
  }

  /** Keys without their secrets. */
  public List<ApiKey> list(ListApiKeys query) {
    return list.handle(query);
  }

  /**
   * Revokes a key.
   *
   * @throws dev.agentruntime.domain.session.RefusedException if the owner has no such key
   */
  public ApiKey revoke(RevokeApiKey command) {
    return revoke.handle(command);
  }

  /**
   * A ticket that stands for a key until then.
   *
   * @return nothing if the key is not there or opens nothing any more
   */
  public Optional<Ticket> ticket(KeyId key, Instant until) {
    return valid(key).map(stored -> Ticket.of(key.value(), stored.secret(), until));
  }

  /** The valid key that this ticket stands for now, if there is one. */
  public Optional<ApiKey> redeem(Ticket ticket, Instant now) {
    return KeyId.parse(ticket.key())
        .flatMap(this::valid)
        .filter(stored -> ticket.isGood(stored.secret(), now))
        .map(KeyRepository.Stored::key);
  }

  /** Whether a key opens something. */
  public boolean isValid(KeyId key) {
    return valid(key).isPresent();
  }

  private Optional<KeyRepository.Stored> valid(KeyId key) {
    return reads.key(key).filter(stored -> stored.key().isValid());
  }

  /** The valid key that this token is of, if there is one. */
  public Optional<ApiKey> authenticate(Authenticate query) {
    return authenticate.handle(query);
  }
}
