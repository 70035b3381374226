package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ReadEvents;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/** What happened, as pages and as streams. */
final class EventRoutes {

  private static final int PAGE = 100;

  private final AgentRuntime runtime;

  EventRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
  }

  List<Route> routes() {
    return List.of(Route.stream("/sessions/{id}/events", this::session));
  }

  private Reply session(Exchange exchange) {
    SessionId id = exchange.session();
    Exchange.Query query = exchange.query().only("after", "limit");
    Optional<Long> after = query.whole("after", 0, Long.MAX_VALUE);
    int limit = query.count("limit", SessionFilter.MAX, PAGE);
    if (exchange.wantsEvents()) {
      // What the reader has seen last is newer than what the address says.
      long from = lastEventId(exchange).or(() -> after).orElse(0L);
      return new Reply.Events(
          new SessionEvents(
              id, runtime.open(exchange.owner(), id, from), SessionEvents.Ending.NEVER));
    }
    List<RecordedEvent> found =
        runtime.read(new ReadEvents(exchange.owner(), id, after.orElse(0L), limit + 1));
    return Reply.ok(Pages.json(found, limit, EventBody::of, RecordedEvent::position));
  }

  /** A position that is none is as good as one that is ahead of the log: the stream is reset. */
  private static Optional<Long> lastEventId(Exchange exchange) {
    return exchange
        .header("Last-Event-ID")
        .filter(id -> !id.isEmpty())
        .map(id -> id.matches("[0-9]{1,18}") ? Long.parseLong(id) : Long.MAX_VALUE);
  }
}
