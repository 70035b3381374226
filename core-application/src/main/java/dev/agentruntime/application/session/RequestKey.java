package dev.agentruntime.application.session;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;

/**
 * What makes a command happen once, however often a client sends it: the key the client chose for
 * it, within the place it was sent to.
 *
 * @param method and path of where it was sent to; another place is another command
 * @param key 1 to {@value #MAX_LENGTH} visible ASCII characters
 * @param request of everything the client asked for: the same key with another request is a mistake
 *     of the client
 */
public record RequestKey(Owner owner, String method, String path, String key, Digest request) {

  /** Longest key. */
  public static final int MAX_LENGTH = 255;

  public RequestKey {
    if (key.isEmpty()
        || key.length() > MAX_LENGTH
        || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "takes 1 to " + MAX_LENGTH + " visible ASCII characters, without blanks");
    }
  }
}
