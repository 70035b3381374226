package dev.agentruntime.application.access;

import dev.agentruntime.domain.json.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key as its holder has it: {@code ar_<id>_<secret>}. The secret has 256 random bits, so a plain
 * hash of it tells nothing. Has no text form.
 */
final class KeyToken {

  /** Random bytes in a secret. */
  static final int SECRET_BYTES = 32;

  private static final Pattern SHAPE = Pattern.compile("ar_([0-9a-f]{16})_([A-Za-z0-9_-]{43})");

  private final KeyId id;
  private final String secret;

  private KeyToken(KeyId id, String secret) {
    this.id = id;
    this.secret = secret;
  }

  static KeyToken of(KeyId id, byte[] secret) {
    return new KeyToken(id, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  static Optional<KeyToken> parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    return parts.matches()
        ? Optional.of(new KeyToken(new KeyId(parts.group(1)), parts.group(2)))
        : Optional.empty();
  }

  KeyId id() {
    return id;
  }

  /** What is kept of it. */
  Digest hash() {
    return Digest.of(secret);
  }

  /** Whether this is what the hash is of; takes as long for every secret. */
  boolean isOf(Digest hash) {
    return MessageDigest.isEqual(bytes(hash), bytes(hash()));
  }

  private static byte[] bytes(Digest hash) {
    return hash.hex().getBytes(StandardCharsets.US_ASCII);
  }

  /** For the one answer that hands it out. */
  String reveal() {
    return "ar_" + id + "_" + secret;
  }
}
