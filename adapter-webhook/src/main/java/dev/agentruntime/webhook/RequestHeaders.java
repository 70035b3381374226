package dev.agentruntime.webhook;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.Headers;

/** The headers of a webhook: those of its sender, and those that are the same for all. */
final class RequestHeaders {

  private static final String USER_AGENT = "agent-runtime";

  /** The token of RFC 9110. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");

  /** They frame the request, or say to whom it goes. */
  private static final Set<String> OF_HTTP =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "user-agent");

  private RequestHeaders() {}

  /**
   * Checks and completes them. What is refused is not repeated: it may be a secret.
   *
   * @throws IllegalArgumentException if one could not be sent as it is
   */
  static Headers of(Map<String, String> own) {
    var headers = new Headers.Builder();
    own.forEach((name, value) -> headers.set(checked(name), checked(name, value)));
    return headers
        .set("User-Agent", USER_AGENT)
        // A connection serves one webhook: one kept open may break just as the next is sent.
        .set("Connection", "close")
        // Nobody reads the answer, so nobody has to unpack it.
        .set("Accept-Encoding", "identity")
        .build();
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a webhook header has a name that HTTP does not allow");
    }
    if (OF_HTTP.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("the webhook header " + name + " is not the sender's");
    }
    return name;
  }

  private static String checked(String name, String value) {
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the webhook header " + name + " has characters that HTTP does not allow");
    }
    return value;
  }
}
