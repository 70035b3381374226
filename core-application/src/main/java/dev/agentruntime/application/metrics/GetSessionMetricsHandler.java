package dev.agentruntime.application.metrics;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.AuditQuery;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.GetSessionHandler;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
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
    Page.all(cursor -> reads.audit(of(query, cursor))).forEach(entry -> take(entry, calls));
    return new SessionMetrics(query.session(), calls, prices);
  }

  private static AuditQuery of(GetSessionMetrics query, Optional<String> cursor) {
    return new AuditQuery(
        query.owner(),
        new AuditFilter(
            TYPES,
            AuditFilter.of(query.session()).where(),
            AuditFilter.Who.ANY,
            AuditFilter.When.ANY),
        new AuditQuery.Part(false, SessionFilter.MAX, cursor));
  }

  /** A reply is recorded right behind the call that brought it. */
  private static void take(AuditEntry entry, List<SessionMetrics.Call> calls) {
    switch (entry.event().event()) {
      case SessionEvent.ModelRequestCompleted done ->
          calls.add(
              new SessionMetrics.Call(
                  entry.event().at(),
                  done.purpose(),
                  new SessionMetrics.Outcome.Replied(done.model(), done.usage(), done.millis()),
                  false));
      case SessionEvent.ModelRequestFailed failed ->
          calls.add(
              new SessionMetrics.Call(
                  entry.event().at(),
                  failed.purpose(),
                  new SessionMetrics.Outcome.Failed(failed.kind()),
                  false));
      case SessionEvent.ReplyRecorded reply
          when !reply.reply().calls().isEmpty() && !calls.isEmpty() ->
          calls.add(calls.removeLast().withTools());
      default -> {}
    }
  }
}
