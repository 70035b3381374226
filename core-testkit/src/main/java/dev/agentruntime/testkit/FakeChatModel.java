package dev.agentruntime.testkit;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A model that does what it is told, once each, and remembers what it was asked. Fails when it runs
 * out.
 */
public final class FakeChatModel implements ChatModel {

  /** What to do with a request. */
  @FunctionalInterface
  public interface Turn {
    /** Answers a request. */
    Outcome chat(Request request, DeltaSink deltas) throws InterruptedException;
  }

  private final Map<Purpose, Queue<Turn>> turns = new EnumMap<>(Purpose.class);
  private final List<Request> requests = new ArrayList<>();
  private final Consumer<String> outsideOfTransactions;

  /** A model that must not be called inside a transaction. */
  public FakeChatModel(Consumer<String> outsideOfTransactions) {
    this.outsideOfTransactions = outsideOfTransactions;
    for (Purpose purpose : Purpose.values()) {
      turns.put(purpose, new ArrayDeque<>());
    }
  }

  /** What to do at the next request for a reply that has nothing to do yet. */
  public synchronized FakeChatModel then(Turn turn) {
    queue(Purpose.REPLY).add(turn);
    return this;
  }

  /** Replies with text and calls. */
  public FakeChatModel thenReplies(String text, Call... calls) {
    return then(
        (request, deltas) -> {
          if (!text.isEmpty()) {
            deltas.text(text);
          }
          return new Outcome.Replied(reply(text, calls));
        });
  }

  /** Fails before anything is shown. */
  public FakeChatModel thenFails(FailureKind kind, String message) {
    return then((request, deltas) -> new Outcome.Failed(kind, message));
  }

  /** Answers the next routing request with this text. */
  public synchronized FakeChatModel thenRoutes(String answer) {
    queue(Purpose.ROUTE).add((request, deltas) -> new Outcome.Replied(reply(answer)));
    return this;
  }

  /** A reply. */
  public static Reply reply(String text, Call... calls) {
    return new Reply(text, Optional.empty(), List.of(calls), "fake-model", new Usage(10, 5));
  }

  /** A call with these arguments, the provider's id made of the tool's name. */
  public static Call call(String tool, String arguments) {
    return new Call("call_" + tool, tool, arguments);
  }

  @Override
  public Outcome chat(Request request, DeltaSink deltas) throws InterruptedException {
    outsideOfTransactions.accept("a model call");
    Turn turn;
    synchronized (this) {
      requests.add(request);
      turn = queue(request.purpose()).poll();
    }
    return turn == null
        ? new Outcome.Failed(
            FailureKind.SCRIPT_EXHAUSTED, "the fake model has no more to say: " + request.purpose())
        : turn.chat(request, deltas);
  }

  private Queue<Turn> queue(Purpose purpose) {
    return turns.computeIfAbsent(purpose, p -> new ArrayDeque<>());
  }

  /** What was asked so far. */
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** What was asked for replies, the last one. */
  public synchronized Request lastRequest() {
    return requests.getLast();
  }
}
