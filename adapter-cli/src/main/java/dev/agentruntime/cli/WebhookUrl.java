package dev.agentruntime.cli;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a webhook sends, as people write it. Whether anything may be sent there others say. */
final class WebhookUrl {

  private WebhookUrl() {}

  static URI parse(String argument, String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw CommandFailure.usage(
          argument
              + ": it takes a whole URL, such as https://host/path, with odd characters encoded");
    }
  }
}
