package dev.agentruntime.application.port;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Sends webhooks. Safe for many threads. Whoever names a target is not trusted: where it may lead
 * is checked against the address that is connected to, each time, and redirects are not followed.
 */
public interface WebhookTransport extends AutoCloseable {

  /**
   * Sends a body once.
   *
   * @param headers beside those of HTTP itself
   * @throws InterruptedException within a second after the calling thread was interrupted; the body
   *     may have arrived
   */
  Result post(URI target, Map<String, String> headers, byte[] body) throws InterruptedException;

  /**
   * Why nothing may be sent to a target, as far as that can be told without looking up its host.
   *
   * @return what is wrong and how to mend it, for people
   */
  Optional<String> refusal(URI target);

  /** Nothing is sent any more; what is on its way is not waited for. */
  @Override
  void close();

  /** What came of it. */
  sealed interface Result {

    /**
     * The target answered.
     *
     * @param retryAfter how long it wants to be left alone
     */
    record Answered(int status, Optional<Duration> retryAfter) implements Result {}

    /**
     * It did not, in time.
     *
     * @param message what is wrong, for people
     */
    record Unreachable(String message) implements Result {}

    /**
     * It leads where nothing may be sent to. The body was not sent.
     *
     * @param message what is wrong and how to mend it, for people
     */
    record Forbidden(String message) implements Result {}
  }
}
