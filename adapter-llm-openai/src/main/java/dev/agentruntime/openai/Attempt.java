package dev.agentruntime.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.openai.Exchange.Signal;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One try to get a reply: waits for what comes, each wait with its limit, and judges it. */
final class Attempt {

  /** What came of it. */
  sealed interface Result {

    /** A complete reply. */
    record Complete(ChatModel.Reply reply) implements Result {}

    /** None. */
    record Broken(Problem problem) implements Result {}
  }

  /** A finished reply is not held up for long by a server that forgets to end its stream. */
  private static final long AFTER_FINISH = TimeUnit.SECONDS.toNanos(1);

  private final Exchange exchange;
  private final ReplyCollector collector;
  private final Problems problems;
  private final LooseJson json;
  private final Deadlines deadlines;

  Attempt(
      Exchange exchange,
      ReplyCollector collector,
      Problems problems,
      LooseJson json,
      Deadlines deadlines) {
    this.exchange = exchange;
    this.collector = collector;
    this.problems = problems;
    this.json = json;
    this.deadlines = deadlines;
  }

  Result run() throws InterruptedException {
    while (true) {
      Optional<Result> result = next();
      if (result.isPresent()) {
        return result.get();
      }
    }
  }

  private Optional<Result> next() throws InterruptedException {
    if (!deadlines.left().isPositive()) {
      return Optional.of(judged(deadlines.ranOut(exchange, problems)));
    }
    long patience = deadlines.patience(exchange);
    Signal signal =
        exchange.poll(collector.isFinished() ? Math.min(patience, AFTER_FINISH) : patience);
    if (signal != null) {
      return take(signal);
    }
    return collector.isFinished() || deadlines.patience(exchange) <= 0
        ? Optional.of(judged(deadlines.ranOut(exchange, problems)))
        : Optional.empty();
  }

  private Optional<Result> take(Signal signal) {
    return switch (signal) {
      case Signal.Started started -> Optional.empty();
      case Signal.Event event -> take(event);
      case Signal.Whole whole -> Optional.of(take(whole));
      case Signal.Done done ->
          Optional.of(collector.isFinished() ? finished() : doneWithoutReason());
      case Signal.End end ->
          Optional.of(judged(exchange.hasStarted() ? problems.unfinished() : problems.empty()));
      case Signal.Broken broken ->
          Optional.of(judged(problems.of(broken.cause(), exchange.hasStarted())));
    };
  }

  private Optional<Result> take(Signal.Event event) {
    Optional<JsonNode> chunk = json.object(event.data());
    if (chunk.isPresent()) {
      return take(chunk.get());
    }
    return event.tail() || event.data().isBlank()
        ? Optional.empty()
        : Optional.of(judged(problems.unreadable(event.data())));
  }

  private Optional<Result> take(JsonNode chunk) {
    JsonNode error = chunk.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      return Optional.of(judged(problems.ofError(error)));
    }
    try {
      collector.add(chunk);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(broken(problems.of(e, true)));
    }
  }

  private Result take(Signal.Whole whole) {
    Optional<JsonNode> completion = json.object(whole.body());
    if (completion.isEmpty()) {
      return broken(
          whole.body().startsWith("{")
              ? problems.cutBody()
              : problems.notAReply(whole.body(), whole.contentType()));
    }
    boolean known = completion.get().has("choices") || completion.get().has("error");
    return known
        ? take(completion.get())
            .orElseGet(() -> collector.isFinished() ? finished() : broken(problems.unfinished()))
        : broken(problems.notAReply(whole.body(), whole.contentType()));
  }

  /** A proxy that lost its upstream may still end its own stream properly. */
  private Result doneWithoutReason() {
    if (collector.isEmpty()) {
      return broken(problems.empty());
    }
    return collector.hasIncompleteCall() ? broken(problems.unfinished()) : finished();
  }

  private Result judged(Problem problem) {
    return collector.isFinished() ? finished() : broken(problem);
  }

  private Result finished() {
    Optional<String> error = collector.disguisedError();
    if (error.isPresent()) {
      return broken(problems.disguised(error.get()));
    }
    if (collector.finishReason().equals("length") && collector.hasIncompleteCall()) {
      return broken(problems.outputLimit());
    }
    if (collector.finishReason().equals("content_filter") && collector.isEmpty()) {
      return broken(problems.filtered());
    }
    return new Result.Complete(collector.reply());
  }

  private Result broken(Problem problem) {
    return new Result.Broken(collector.isShown() ? problem.afterShowing() : problem);
  }
}
