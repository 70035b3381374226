package dev.agentruntime.application.access;

import dev.agentruntime.application.port.KeyRepository;
import dev.agentruntime.application.port.ReadModel;
import java.util.Optional;

/** Tells whose a key is. */
public final class AuthenticateHandler {

  private final ReadModel reads;

  public AuthenticateHandler(ReadModel reads) {
    this.reads = reads;
  }

  /**
   * The key, if the token is that of one which was not revoked. A text that can be no token costs
   * no read.
   */
  public Optional<ApiKey> handle(Authenticate query) {
    return KeyToken.parse(query.token())
        .flatMap(
            token ->
                reads
                    .key(token.id())
                    .filter(stored -> token.isOf(stored.secret()))
                    .map(KeyRepository.Stored::key)
                    .filter(ApiKey::isValid));
  }
}
