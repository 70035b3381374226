package dev.agentruntime.application.memory;

import dev.agentruntime.application.audit.Subject;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.Outline;
import dev.agentruntime.application.query.OutlineQuery;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;

/** Reads the committed books for those who count. All that is in them can be read. */
record InMemoryOutline(Books books) {

  Outline read(OutlineQuery query, int after, IntFunction<String> cursor) {
    return books.read(
        all -> {
          List<LedgerEntry> part = books.ledger(Optional.empty(), after, query.most(), cursor);
          boolean more = part.size() == query.most();
          String end = cursor.apply(Math.max(after, books.ledgerSize()));
          var known = new HashMap<SessionId, Known>();
          return new Outline(
              part.stream()
                  .filter(entry -> isWanted(entry.event(), query))
                  .<Outline.Entry>map(entry -> readable(entry, all, known))
                  .toList(),
              more ? part.getLast().cursor() : end,
              more);
        });
  }

  private static boolean isWanted(RecordedEvent event, OutlineQuery query) {
    return (query.types().isEmpty() || query.types().contains(event.type()))
        && query.session().map(event.session()::equals).orElse(true);
  }

  private static Outline.Readable readable(
      LedgerEntry entry, Map<SessionId, Book> all, Map<SessionId, Known> known) {
    RecordedEvent event = entry.event();
    return known
        .computeIfAbsent(
            event.session(), session -> new Known(Objects.requireNonNull(all.get(session))))
        .readable(entry);
  }

  /** A session's log, read up to an event. */
  private static final class Known {
    private final Book book;
    private final Map<ToolCallId, Outline.Call> calls = new HashMap<>();
    private String agent = "";
    private int read;

    Known(Book book) {
      this.book = book;
    }

    Outline.Readable readable(LedgerEntry entry) {
      RecordedEvent event = entry.event();
      int behind = Math.toIntExact(event.position());
      book.events().from(read, behind - read).forEach(this::take);
      read = behind;
      Subject subject = Subject.of(event.event());
      return new Outline.Readable(
          entry.owner(),
          event,
          new Outline.About(
              agent,
              subject.call().map(calls::get),
              subject.approval().map(book.approvals()::get).map(Known::asked)));
    }

    private static Outline.Asked asked(Approval approval) {
      return new Outline.Asked(approval.request().type(), approval.asked().at());
    }

    private void take(RecordedEvent recorded) {
      agent = Subject.agentAfter(recorded.event()).map(Object::toString).orElse(agent);
      switch (recorded.event()) {
        case SessionEvent.ReplyRecorded replied ->
            replied
                .reply()
                .calls()
                .forEach(call -> calls.put(call.id(), new Outline.Call(call.name(), false)));
        case SessionEvent.ToolCallProposed proposed ->
            calls.put(proposed.call().id(), new Outline.Call(proposed.call().name(), true));
        default -> {}
      }
    }
  }
}
