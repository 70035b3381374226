package dev.agentruntime.application.memory;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.LoggedEvent;
import dev.agentruntime.application.audit.StoredEvent;
import dev.agentruntime.application.audit.StoredSession;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the committed books as a record of who did what. */
record InMemoryAudit(Books books) {

  /** The entries that are wanted, in the order of the log. */
  Stream<AuditEntry> entries(List<LedgerEntry> log, AuditFilter filter) {
    Map<UUID, Book.Logged> logged = new HashMap<>();
    log.stream()
        .map(entry -> entry.event().session())
        .distinct()
        .flatMap(session -> books.find(session).stream())
        .flatMap(book -> book.logged().stream())
        .forEach(entry -> logged.put(entry.event().id(), entry));
    return log.stream()
        .map(entry -> entry(entry, logged.get(entry.event().id())))
        .flatMap(Optional::stream)
        .filter(entry -> isWanted(entry, filter));
  }

  /** A session that was removed meanwhile has no entries any more. */
  private static Optional<AuditEntry> entry(LedgerEntry entry, Book.@Nullable Logged logged) {
    return Optional.ofNullable(logged)
        .map(
            found ->
                new AuditEntry(
                    entry, EventJson.write(entry.event().event()), found.facts(), found.link()));
  }

  private static boolean isWanted(AuditEntry entry, AuditFilter filter) {
    RecordedEvent event = entry.entry().event();
    AuditFilter.Who who = filter.who();
    return (filter.types().isEmpty() || filter.types().contains(event.type()))
        && matches(filter.where().session(), Optional.of(event.session()))
        && matches(filter.where().approval(), entry.facts().subject().approval())
        && matches(filter.where().call(), entry.facts().subject().call())
        && matches(who.decider(), entry.facts().subject().decider())
        && matches(who.agent(), Optional.of(entry.facts().agent()))
        && matches(who.tool(), entry.facts().tool())
        && filter.when().since().map(since -> !event.at().isBefore(since)).orElse(true)
        && filter.when().until().map(until -> event.at().isBefore(until)).orElse(true);
  }

  private static <T> boolean matches(Optional<T> wanted, Optional<T> found) {
    return wanted.isEmpty() || wanted.equals(found);
  }

  List<StoredSession> stored(Optional<SessionId> after, int most) {
    return books.read(
        all ->
            all.values().stream()
                .map(Book::session)
                .filter(session -> !books.isBeingRemoved(session.id()))
                .sorted(Comparator.comparing(session -> session.id().toString()))
                .filter(
                    session ->
                        after
                            .map(id -> session.id().toString().compareTo(id.toString()) > 0)
                            .orElse(true))
                .limit(most)
                .map(InMemoryAudit::stored)
                .toList());
  }

  Optional<StoredSession> stored(SessionId session) {
    return books
        .find(session)
        .filter(found -> !books.isBeingRemoved(session))
        .map(found -> stored(found.session()));
  }

  private static StoredSession stored(Session session) {
    return new StoredSession(
        session.id(), session.state().header().owner(), session.version().position());
  }

  List<StoredEvent> rows(SessionId session, long after, int most) {
    return books.find(session).stream()
        .flatMap(book -> book.logged().stream())
        .filter(logged -> logged.event().position() > after)
        .limit(most)
        .map(
            logged ->
                new StoredEvent(
                    logged.event().position(),
                    Optional.of(LoggedEvent.of(logged.event())),
                    logged.facts().agent(),
                    logged.link().hex(),
                    List.of()))
        .toList();
  }
}
