package dev.agentruntime.application.metrics;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.GetSessionHandler;
import dev.agentruntime.application.query.Outline;
import dev.agentruntime.application.query.OutlineQuery;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what the model calls of a session took from its log; refuses where there is none. */
public final class GetSessionMetricsHandler {

  private static final List<String> TYPES =
      List.of("llm.request.completed", "llm.request.failed", "message.completed");

  private final ReadModel reads;
  private final PriceTable prices;

  public GetSessionMetricsHandler(ReadModel reads, PriceTable prices) {
    this.reads = reads;
    this.prices = prices;
  }

  /** Answers the query. */
  public SessionMetrics handle(GetSessionMetrics query) {
    new GetSessionHandler(reads).handle(new GetSession(query.owner(), query.session()));
    var calls = new ArrayList<SessionMetrics.Call>();
    long unreadable = 0;
    Outline part;
    Optional<String> place = Optional.empty();
    do {
      part = reads.outline(of(query, place));
      part.readable().forEach(entry -> take(entry.event(), calls));
      unreadable += part.unreadable().size();
      place = Optional.of(part.until());
    } while (part.more());
    return new SessionMetrics(query.session(), calls, unreadable, prices);
  }

  private static OutlineQuery of(GetSessionMetrics query, Optional<String> place) {
    return new OutlineQuery(Optional.of(query.session()), TYPES, place, SessionFilter.MAX);
  }

  /** A reply is recorded right behind the call that brought it. */
  private static void take(RecordedEvent event, List<SessionMetrics.Call> calls) {
    switch (event.event()) {
      case SessionEvent.ModelRequestCompleted done ->
          calls.add(
              new SessionMetrics.Call(
                  event.at(),
                  done.purpose(),
                  new SessionMetrics.Outcome.Replied(done.model(), done.usage(), done.millis()),
                  false));
      case SessionEvent.ModelRequestFailed failed ->
          calls.add(
              new SessionMetrics.Call(
                  event.at(),
                  failed.purpose(),
                  new SessionMetrics.Outcome.Failed(failed.kind(), failed.model()),
                  false));
      case SessionEvent.ReplyRecorded reply
          when !reply.reply().calls().isEmpty() && !calls.isEmpty() ->
          calls.add(calls.removeLast().withTools());
      default -> {}
    }
  }
}
