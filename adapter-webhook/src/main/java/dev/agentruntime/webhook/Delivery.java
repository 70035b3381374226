package dev.agentruntime.webhook;

import dev.agentruntime.application.port.WebhookTransport.Result;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * One webhook on its way, on a thread of the client. So its sender can stop waiting at any moment,
 * whatever the client is busy with: looking up a host cannot be interrupted, for one.
 */
final class Delivery extends EventListener implements Callback {

  /**
   * Of an answer's body so much is taken before the connection is closed, that a receiver who sends
   * a short one does not see it break.
   */
  static final int MAX_BODY = 64 * 1024;

  /** And for so long. */
  private static final int MAX_BODY_SECONDS = 1;

  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final Function<IOException, Result> onFailure;

  Delivery(Function<IOException, Result> onFailure) {
    this.onFailure = onFailure;
  }

  /** What the client tells of a call goes to the delivery that it was made for. */
  static EventListener of(Call call) {
    return Objects.requireNonNull(call.request().tag(Delivery.class));
  }

  /**
   * Sends it and waits for its status.
   *
   * @throws TimeoutException if there was none in time; then, and after an interrupt, the
   *     connection is closed
   */
  Result run(OkHttpClient client, Request.Builder request, Duration timeout)
      throws InterruptedException, TimeoutException {
    Call call = client.newCall(request.tag(Delivery.class, this).build());
    call.enqueue(this);
    try {
      return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | TimeoutException e) {
      call.cancel();
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Here and not later: the client takes some answers that it does not expect for failures. */
  @Override
  public void responseHeadersEnd(Call call, Response response) {
    var receivedAt = Instant.ofEpochMilli(response.receivedResponseAtMillis());
    result.complete(
        new Result.Answered(response.code(), RetryAfter.of(response.headers(), receivedAt)));
  }

  @Override
  public void onFailure(Call call, IOException e) {
    result.complete(onFailure.apply(e));
  }

  @Override
  public void onResponse(Call call, Response response) {
    try (response) {
      BufferedSource body = response.body().source();
      body.timeout().deadline(MAX_BODY_SECONDS, TimeUnit.SECONDS);
      body.request(MAX_BODY);
      // Else closing it reads on.
      call.cancel();
    } catch (IOException e) {
      // The status is all that was asked for.
    }
  }
}
