package dev.agentruntime.domain.event;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a trace that goes beyond this runtime, as it is written in the header {@code
 * traceparent} of W3C Trace Context, version 00.
 *
 * @param value {@code 00-}, 32 digits of the trace, 16 of the span, 2 of flags, in lower case
 */
public record TraceParent(String value) {

  /** What later versions add stands behind the four parts, which stay as they are. */
  private static final Pattern HEADER =
      Pattern.compile("(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /**
   * A place.
   *
   * @throws IllegalArgumentException if it is not written like that
   */
  public TraceParent {
    if (!read(value).map(Parts::asText).equals(Optional.of(value))) {
      throw new IllegalArgumentException("\"" + value + "\" is no traceparent of version 00");
    }
  }

  /** The place that a header names; nothing where it names none, which is to be ignored. */
  public static Optional<TraceParent> of(String header) {
    return read(header).map(parts -> new TraceParent(parts.asText()));
  }

  /** The trace, 32 hexadecimal digits. */
  public String traceId() {
    return value.substring(3, 35);
  }

  private record Parts(String trace, String span, String flags) {
    String asText() {
      return String.join("-", "00", trace, span, flags);
    }
  }

  private static Optional<Parts> read(String header) {
    Matcher matcher = HEADER.matcher(header);
    boolean sound =
        matcher.matches()
            && (matcher.group(5) == null || !matcher.group(1).equals("00"))
            && !matcher.group(2).equals(NO_TRACE)
            && !matcher.group(3).equals(NO_SPAN);
    return sound
        ? Optional.of(new Parts(matcher.group(2), matcher.group(3), matcher.group(4)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
