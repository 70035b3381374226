package dev.agentruntime.bootstrap;

import dev.agentruntime.domain.json.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;

/** The key of an administrator that comes from the environment. Shown to nobody. */
final class ServerKey {

  private static final int SHORTEST = 32;

  /** Keys that stand in examples and defaults, in lower case; longer ones are made of them. */
  private static final Set<String> KNOWN =
      Set.of("change-me", "changeme", "internal-key", "secret", "password", "example", "default");

  private final String value;

  private ServerKey(String value) {
    this.value = value;
  }

  /**
   * A key.
   *
   * @throws IllegalArgumentException if it is easy to guess; the message does not repeat it
   */
  static ServerKey of(String text) {
    String key = text.strip();
    if (key.length() < SHORTEST) {
      throw new IllegalArgumentException(
          "it takes a key of "
              + SHORTEST
              + " characters or more, such as 'openssl rand -base64 32' makes");
    }
    String lower = key.toLowerCase(Locale.ROOT);
    if (KNOWN.stream().anyMatch(lower::contains) || key.chars().distinct().count() < 10) {
      throw new IllegalArgumentException(
          "it takes a key that cannot be guessed, not one out of an example; 'openssl rand -base64"
              + " 32' makes one");
    }
    return new ServerKey(key);
  }

  String value() {
    return value;
  }

  Digest hash() {
    return Digest.of(value);
  }

  /** Compares without telling by its time how much fits. */
  boolean is(String given) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "***";
  }
}
