package dev.agentruntime.application.webhook;

import dev.agentruntime.application.port.WebhookTransport;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Sends nothing anywhere. */
public enum NoTransport implements WebhookTransport {
  /** The only one. */
  INSTANCE;

  private static final String REASON = "this runtime sends no webhooks; name a server that does";

  @Override
  public Result post(URI target, Map<String, String> headers, byte[] body) {
    return new Result.Forbidden(REASON);
  }

  @Override
  public Optional<String> refusal(URI target) {
    return Optional.of(REASON);
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
