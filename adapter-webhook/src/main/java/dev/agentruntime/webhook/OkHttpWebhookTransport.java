package dev.agentruntime.webhook;

import dev.agentruntime.application.port.WebhookTransport;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;

/**
 * Sends webhooks with OkHttp, each on a connection and a thread of its own, straight to the target:
 * proxies of the environment are not used, for behind one nobody knows what is connected to.
 *
 * <p>A body is sent at most once. Redirects are answers like any other, cookies are not kept, and
 * certificates are checked against the JDK's trust store.
 */
public final class OkHttpWebhookTransport implements WebhookTransport, AutoCloseable {

  private final WebhookSettings settings;
  private final TargetPolicy policy;
  private final Failures failures;
  private final ExecutorService threads;
  private final OkHttpClient https;
  private final OkHttpClient http;

  /** Opens no connection yet. */
  public OkHttpWebhookTransport(WebhookSettings settings) {
    this(settings, Dns.SYSTEM);
  }

  OkHttpWebhookTransport(WebhookSettings settings, Dns resolver) {
    this.settings = settings;
    this.policy = TargetPolicy.of(settings);
    this.failures = new Failures(settings);
    // Not virtual ones: a slow name server would hold the few threads that carry all of them.
    this.threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("webhook-", 0).factory());
    this.https =
        client(settings, threads)
            .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
            .dns(new GuardedDns(policy, resolver, true))
            .build();
    this.http =
        https
            .newBuilder()
            .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
            .dns(new GuardedDns(policy, resolver, false))
            .build();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a header cannot be sent as it is, or belongs to HTTP itself
   */
  @Override
  public Result post(URI target, Map<String, String> headers, byte[] body)
      throws InterruptedException {
    var request = new Request.Builder().headers(RequestHeaders.of(headers));
    Optional<String> refusal = policy.refusal(target);
    if (refusal.isPresent()) {
      return new Result.Forbidden(refusal.get());
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("the webhook was not sent");
    }
    HttpUrl url = TargetPolicy.url(target);
    request.url(url).post(new SentOnceBody(body));
    try {
      return new Delivery(failure -> resultOf(failure, url))
          .run(url.isHttps() ? https : http, request, settings.wholeCall());
    } catch (TimeoutException e) {
      return new Result.Unreachable(failures.timeout(url));
    }
  }

  @Override
  public Optional<String> refusal(URI target) {
    return policy.refusal(target);
  }

  /** Breaks off what is on its way: its senders are told that the target was unreachable. */
  @Override
  public void close() {
    threads.shutdownNow();
    https.dispatcher().cancelAll();
    https.connectionPool().evictAll();
  }

  private Result resultOf(IOException failure, HttpUrl url) {
    if (failure instanceof GuardedDns.ForbiddenException e) {
      return new Result.Forbidden(e.refusal());
    }
    return new Result.Unreachable(
        threads.isShutdown() ? failures.closed(url) : failures.of(failure, url));
  }

  /**
   * Whoever waits for a webhook ends it in time, so beside the one for the connection there are no
   * timeouts. The client may try again because it cannot send a body twice.
   */
  private static OkHttpClient.Builder client(WebhookSettings settings, ExecutorService threads) {
    var dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(Integer.MAX_VALUE);
    dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
    return new OkHttpClient.Builder()
        .dispatcher(dispatcher)
        .eventListenerFactory(Delivery::of)
        .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
        .protocols(List.of(Protocol.HTTP_1_1))
        .proxy(Proxy.NO_PROXY)
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(true)
        .connectTimeout(settings.connect())
        .readTimeout(Duration.ZERO)
        .writeTimeout(Duration.ZERO);
  }
}
