package dev.agentruntime.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.openai.client.OpenAIClient;
import com.openai.core.ObjectMappers;
import com.openai.core.http.HttpResponse;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.openai.Attempt.Result;
import dev.agentruntime.openai.OpenAiSettings.Retries;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A model behind the OpenAI chat interface, asked for streamed chat completions.
 *
 * <p>A call takes one virtual thread beside the caller's. Failed requests are repeated as long as
 * nothing was handed out; after many failures in a row the endpoint is left alone for a while, over
 * all calls of this instance.
 */
public final class OpenAiChatModel implements ChatModel, AutoCloseable {

  /** Random part of each wait, so that many clients do not come back at once. */
  private static final double JITTER = 0.25;

  private static final Duration USUAL = Duration.ofMillis(-1);

  private final OpenAiSettings settings;
  private final LooseJson json = new LooseJson();
  private final RequestMapper mapper;
  private final Problems problems;
  private final Circuit circuit;
  private final RetryPolicy<Result> retries;
  private final FutureTask<OpenAIClient> client;

  /** Loads and opens nothing yet: that is for the first call, or for {@link #warmUp()}. */
  public OpenAiChatModel(OpenAiSettings settings) {
    this.settings = settings;
    this.mapper = new RequestMapper(settings);
    this.problems = new Problems(settings, json);
    this.circuit = new Circuit(settings.retries(), problems);
    this.retries = retries(settings);
    this.client = new FutureTask<>(() -> Client.of(settings));
  }

  @Override
  public Outcome chat(Request request, DeltaSink deltas) throws InterruptedException {
    var deadlines = Deadlines.from(settings.timeouts());
    try {
      Result result =
          Failsafe.with(retries)
              .get(
                  tries ->
                      circuit.run(
                          () -> judged(attempt(request, deltas, deadlines), tries, deadlines)));
      return switch (result) {
        case Result.Complete complete -> new Outcome.Replied(complete.reply());
        case Result.Broken(Problem problem) ->
            new Outcome.Failed(problem.kind(), problem.message(), Optional.of(settings.model()));
      };
    } catch (FailsafeException e) {
      throw interruption(e);
    }
  }

  /**
   * Begins in the background what makes the first call slow, some seconds of loading classes. Sends
   * nothing.
   */
  public void warmUp() {
    Thread.ofVirtual().name("model-warm-up").start(this::load);
  }

  /** Closes idle connections. Running calls end by interrupt only. */
  @Override
  public void close() {
    if (!client.cancel(false) && client.state() == FutureTask.State.SUCCESS) {
      client.resultNow().close();
    }
  }

  private Result attempt(Request request, DeltaSink deltas, Deadlines deadlines)
      throws InterruptedException {
    try (Exchange exchange = Exchange.start(() -> send(request))) {
      var collector = new ReplyCollector(json, settings.model(), deltas);
      return new Attempt(exchange, collector, problems, json, deadlines).run();
    }
  }

  @SuppressWarnings("MustBeClosed") // The exchange closes it.
  private HttpResponse send(Request request) throws ExecutionException, InterruptedException {
    return client().chat().completions().withRawResponse().createStreaming(mapper.map(request));
  }

  /**
   * Made on a thread that nobody interrupts: a client broken while it was made would stay broken.
   */
  private OpenAIClient client() throws ExecutionException, InterruptedException {
    if (!client.isDone()) {
      Thread.ofVirtual().name("model-client").start(client);
    }
    return client.get();
  }

  private void load() {
    try {
      client();
      ObjectMappers.jsonMapper().writeValueAsBytes(mapper.map(List.of(), List.of())._body());
    } catch (JsonProcessingException | ExecutionException | InterruptedException e) {
      // The first call meets the same and tells it.
    }
  }

  /** Says whether asking again is worth it, and how often it was asked. */
  private Result judged(Result result, ExecutionContext<Result> tries, Deadlines deadlines) {
    if (!(result instanceof Result.Broken(Problem problem))) {
      return result;
    }
    Problem judged =
        problem
            .askedWait()
            .filter(wait -> isTooLong(wait, deadlines))
            .map(problem::askAfter)
            .orElse(problem);
    int asked = tries.getAttemptCount() + 1;
    return new Result.Broken(asked > 1 ? judged.with("Asked " + asked + " times.") : judged);
  }

  private boolean isTooLong(Duration wait, Deadlines deadlines) {
    return wait.compareTo(settings.retries().longestWait()) > 0
        || wait.compareTo(deadlines.left()) > 0;
  }

  private static RetryPolicy<Result> retries(OpenAiSettings settings) {
    Retries retries = settings.retries();
    return RetryPolicy.<Result>builder()
        .handleIf((result, failure) -> isRetryable(result))
        .withMaxRetries(retries.max())
        .withMaxDuration(settings.timeouts().wholeCall())
        .withBackoff(retries.firstWait(), retries.longestWait())
        .withJitter(JITTER)
        .withDelayFn(tries -> wait(tries.getLastResult()))
        .build();
  }

  private static boolean isRetryable(@Nullable Result result) {
    return result instanceof Result.Broken(Problem problem) && problem.isRetryable();
  }

  /**
   * Longer than asked for by as much as the random part may shorten it. Negative: the usual wait.
   */
  private static Duration wait(@Nullable Result result) {
    return result instanceof Result.Broken(Problem problem)
        ? problem.askedWait().map(asked -> asked.multipliedBy(4).dividedBy(3)).orElse(USUAL)
        : USUAL;
  }

  private static InterruptedException interruption(FailsafeException e) {
    if (!(e.getCause() instanceof InterruptedException)) {
      throw e;
    }
    Thread.interrupted(); // The exception says it from here on.
    var interruption = new InterruptedException("the call to the model was cancelled");
    interruption.initCause(e.getCause());
    return interruption;
  }
}
