package dev.agentruntime.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.WebhookTransport.Result;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.Dns;

/** What the tests send, and how. */
final class Sending {

  private Sending() {}

  static WebhookSettings allowing(String... targets) {
    return new WebhookSettings(
        Duration.ofSeconds(10), Duration.ofSeconds(20), Set.of(targets), true);
  }

  static WebhookSettings impatient(String... targets) {
    return new WebhookSettings(
        Duration.ofSeconds(10), Duration.ofMillis(200), Set.of(targets), true);
  }

  /** Sends by a transport of its own. */
  static Result send(WebhookSettings settings, URI target) throws InterruptedException {
    return send(settings, Dns.SYSTEM, target);
  }

  static Result send(WebhookSettings settings, Dns resolver, URI target)
      throws InterruptedException {
    try (var transport = new OkHttpWebhookTransport(settings, resolver)) {
      return send(transport, target);
    }
  }

  static Result send(OkHttpWebhookTransport transport, URI target) throws InterruptedException {
    return transport.post(target, Map.of("X-Sign", "abc"), "{}".getBytes(UTF_8));
  }

  static Result answered(int status) {
    return new Result.Answered(status, Optional.empty());
  }

  static String unreachable(Result result) {
    assertThat(result).isInstanceOf(Result.Unreachable.class);
    return ((Result.Unreachable) result).message();
  }

  static String forbidden(Result result) {
    assertThat(result).isInstanceOf(Result.Forbidden.class);
    return ((Result.Forbidden) result).message();
  }

  /** A name server that leads every host to these addresses. */
  static Dns leadingTo(String... addresses) {
    return host -> Arrays.stream(addresses).map(Sending::address).toList();
  }

  /** Of a literal, so nothing is looked up. */
  static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  /** Those that serve it: the client names them after the target while they do. */
  static List<Thread> threadsTo(Receiver receiver) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains(":" + receiver.port()))
        .toList();
  }

  static void awaitEnd(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }
  }
}
