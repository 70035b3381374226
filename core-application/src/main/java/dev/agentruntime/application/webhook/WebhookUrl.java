package dev.agentruntime.application.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * Where a webhook sends, as people write it: over HTTP and on the command line. Whether anything
 * may be sent there is for others to say.
 */
public final class WebhookUrl {

  private static final Pattern WHOLE = Pattern.compile("(?i)https?://[^/?#\\s].*");

  private WebhookUrl() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is no whole URL; the message says what to write, and
   *     goes on behind a name. Neither it nor a cause repeats the text, which may hold a token
   */
  public static URI parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException("must be a whole URL, such as https://host/path");
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("has a character that no URL has; encode it");
    }
  }
}
