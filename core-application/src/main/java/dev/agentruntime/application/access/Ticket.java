package dev.agentruntime.application.access;

import dev.agentruntime.domain.json.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Stands for a key for a while, where the key itself must not be kept. Whoever knows the hash of
 * the key's secret can tell whether it is real, so every server on a store can, and nothing has to
 * be stored; it is worth nothing once the key is revoked. Has no text form but {@link #reveal}.
 */
public final class Ticket {

  private static final String MAC = "HmacSHA256";
  private static final Pattern SHAPE =
      Pattern.compile("([0-9a-z]{1,32})\\.([0-9]{1,12})\\.([A-Za-z0-9_-]{43})");

  private final String key;
  private final long until;
  private final String seal;

  private Ticket(String key, long until, String seal) {
    this.key = key;
    this.until = until;
    this.seal = seal;
  }

  /**
   * A ticket for a key.
   *
   * @param key what identifies it
   * @param secret hash of its secret
   * @param until to the second
   */
  public static Ticket of(String key, Digest secret, Instant until) {
    long second = until.getEpochSecond();
    return new Ticket(key, second, seal(key, second, secret));
  }

  /** What this text says; whether it is true is another question. */
  public static Optional<Ticket> parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    return parts.matches()
        ? Optional.of(new Ticket(parts.group(1), Long.parseLong(parts.group(2)), parts.group(3)))
        : Optional.empty();
  }

  /** What identifies the key it claims to be of. */
  public String key() {
    return key;
  }

  /** Whether it is really of that key, and still good. Takes as long for every seal. */
  public boolean isGood(Digest secret, Instant now) {
    boolean real =
        MessageDigest.isEqual(
            seal.getBytes(StandardCharsets.US_ASCII),
            seal(key, until, secret).getBytes(StandardCharsets.US_ASCII));
    return real && now.getEpochSecond() < until;
  }

  private static String seal(String key, long until, Digest secret) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(secret.hex().getBytes(StandardCharsets.US_ASCII), MAC));
      byte[] sealed = mac.doFinal((key + "." + until).getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + MAC, e);
    }
  }

  /** For the one answer that hands it out. */
  public String reveal() {
    return key + "." + until + "." + seal;
  }
}
