package dev.agentruntime.http;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace a request belongs to (W3C Trace Context): the caller's, or a new one.
 *
 * @param id 32 hexadecimal digits
 */
record Trace(String id) {

  private static final Pattern PARENT =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");
  private static final String NONE = "0".repeat(32);

  static Trace of(Optional<String> traceparent) {
    return traceparent
        .map(PARENT::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .filter(id -> !id.equals(NONE))
        .map(Trace::new)
        .orElseGet(Trace::fresh);
  }

  /** It identifies and protects nothing, so it need not be hard to guess. */
  private static Trace fresh() {
    byte[] bytes = new byte[16];
    ThreadLocalRandom.current().nextBytes(bytes);
    return new Trace(HexFormat.of().formatHex(bytes));
  }
}
