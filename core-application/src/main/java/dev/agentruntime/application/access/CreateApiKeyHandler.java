package dev.agentruntime.application.access;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import java.util.HexFormat;
import java.util.Optional;

/** Makes keys. */
public final class CreateApiKeyHandler {

  private final Persistence persistence;
  private final UuidV7 random;

  public CreateApiKeyHandler(Persistence persistence, UuidV7 random) {
    this.persistence = persistence;
    this.random = random;
  }

  /**
   * A key that was just made.
   *
   * @param secretToken the key as its holder has to send it; nobody can tell it again
   */
  public record Created(ApiKey key, String secretToken) {
    @Override
    public String toString() {
      return "Created[key=" + key + "]";
    }
  }

  /** Makes a key and hands it out, this once. */
  public Created handle(CreateApiKey command) {
    var id = new KeyId(HexFormat.of().formatHex(random.bytes(KeyId.BYTES)));
    KeyToken token = KeyToken.of(id, random.bytes(KeyToken.SECRET_BYTES));
    ApiKey key =
        persistence.inTransaction(
            work -> {
              var made =
                  new ApiKey(
                      id,
                      command.owner(),
                      command.name(),
                      command.role(),
                      work.now(),
                      Optional.empty());
              work.keys().add(made, token.hash());
              return made;
            });
    return new Created(key, token.reveal());
  }
}
