package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.ReadEvents;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/** What happened, as pages and as streams. */
final class EventRoutes {

  private static final int PAGE = 100;

  private final AgentRuntime runtime;
  private final LedgerPages pages;

  EventRoutes(AgentRuntime runtime) {
    this.runtime = runtime;
    this.pages = new LedgerPages(runtime::read, LedgerPages.SCANNED);
  }

  List<Route> routes() {
    return List.of(
        Route.stream("/sessions/{id}/events", this::session), Route.stream("/events", this::all));
  }

  /** A stream that says nothing of its start begins now; a page begins with the first event. */
  private Reply all(Exchange exchange) {
    Exchange.Query query = exchange.query().only("after", "limit", "type");
    var types = new TypeFilter(query.all("type"));
    Optional<String> after = query.text("after");
    int limit = query.count("limit", SessionFilter.MAX, PAGE);
    if (exchange.wantsEvents()) {
      return new Reply.Events(
          exchange
              .header("Last-Event-ID")
              .filter(id -> !id.isEmpty())
              .map(id -> resumed(exchange.owner(), id, types))
              .orElseGet(() -> begun(exchange.owner(), after, types)));
    }
    return Reply.ok(
        Pages.json(
            Pages.atCursor(() -> pages.page(exchange.owner(), after, types, limit), "after"),
            EventRoutes::entry));
  }

  private EventSource begun(Owner owner, Optional<String> after, TypeFilter types) {
    String from = after.orElseGet(runtime::ledgerEnd);
    return Pages.atCursor(
        () -> new AllEvents(runtime.openAll(owner, Optional.of(from)), types), "after");
  }

  /** An id that is no cursor of ours is as good as one of another database. */
  private EventSource resumed(Owner owner, String id, TypeFilter types) {
    try {
      return new AllEvents(runtime.openAll(owner, Optional.of(id)), types);
    } catch (IllegalArgumentException e) {
      String end = runtime.ledgerEnd();
      return AllEvents.reset(runtime.openAll(owner, Optional.of(end)), types, end);
    }
  }

  private static JsonObject entry(LedgerEntry entry) {
    var json = JsonObject.builder().put("cursor", entry.cursor());
    EventBody.of(entry.event()).members().forEach(json::put);
    return json.build();
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
    return Reply.ok(
        Pages.json(found, limit, EventBody::of, event -> Long.toString(event.position())));
  }

  /** A position that is none is as good as one that is ahead of the log: the stream is reset. */
  private static Optional<Long> lastEventId(Exchange exchange) {
    return exchange
        .header("Last-Event-ID")
        .filter(id -> !id.isEmpty())
        .map(id -> id.matches("[0-9]{1,18}") ? Long.parseLong(id) : Long.MAX_VALUE);
  }
}
