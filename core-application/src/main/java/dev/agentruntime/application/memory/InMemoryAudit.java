package dev.agentruntime.application.memory;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditFilter;
import dev.agentruntime.application.audit.ChainHead;
import dev.agentruntime.application.audit.HeadsQuery;
import dev.agentruntime.application.audit.StoredEvent;
import dev.agentruntime.application.audit.StoredSession;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionHeader.Lifecycle;
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
                .sorted(Comparator.comparing(session -> session.id().toString()))
                .filter(session -> isBehind(session.id(), after))
                .limit(most)
                .map(this::stored)
                .toList());
  }

  Optional<StoredSession> stored(SessionId session) {
    return books.find(session).map(found -> stored(found.session()));
  }

  private StoredSession stored(Session session) {
    boolean removed = books.isBeingRemoved(session.id());
    return new StoredSession(
        session.id(),
        session.state().header().owner(),
        session.version().position(),
        new StoredSession.State(
            removed || session.state().header().lifecycle() == Lifecycle.DELETED, removed));
  }

  private static boolean isBehind(SessionId session, Optional<SessionId> after) {
    return after.map(id -> session.toString().compareTo(id.toString()) > 0).orElse(true);
  }

  List<ChainHead> heads(HeadsQuery query) {
    Map<SessionId, RetentionRepository.Checkpoint> gone = books.checkpoints();
    Stream<ChainHead> removed =
        gone.values().stream()
            .filter(checkpoint -> isOf(checkpoint.owner(), query))
            .map(
                checkpoint ->
                    new ChainHead(
                        checkpoint.session(), checkpoint.lastPosition(), checkpoint.chain()));
    Stream<ChainHead> there =
        books.read(
            all ->
                all.values().stream()
                    .filter(book -> isOf(book.session().state().header().owner(), query))
                    .filter(book -> !gone.containsKey(book.session().id()))
                    .map(InMemoryAudit::head)
                    .toList()
                    .stream());
    return Stream.concat(there, removed)
        .filter(head -> isBehind(head.session(), query.after()))
        .sorted(Comparator.comparing(head -> head.session().toString()))
        .limit(query.most())
        .toList();
  }

  private static boolean isOf(Owner owner, HeadsQuery query) {
    return query.owner().map(owner::equals).orElse(true);
  }

  private static ChainHead head(Book book) {
    Book.Logged last = book.logged().getLast();
    return new ChainHead(book.session().id(), last.event().position(), last.link());
  }

  List<StoredEvent> rows(SessionId session, long from, int most) {
    return books.find(session).stream()
        .flatMap(book -> book.logged().stream())
        .filter(logged -> logged.event().position() >= from)
        .limit(most)
        .map(
            logged ->
                new StoredEvent(
                    logged.event().position(),
                    Optional.of(LoggedEvent.of(logged.event())),
                    new StoredEvent.Beside(
                        logged.facts().agent(), logged.facts().tool(), logged.link().hex()),
                    List.of()))
        .toList();
  }
}
