package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.session.SessionHeader;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The removal of sessions: all rows of one at once.
 *
 * @param begun what this transaction begins
 * @param removed what this transaction removes
 */
record InMemoryRetention(
    Books books,
    Instant now,
    Map<SessionId, RetentionRepository.Checkpoint> begun,
    List<SessionId> removed)
    implements RetentionRepository {

  @Override
  public List<SessionId> removable(Old old, int most) {
    int place = slowest(old);
    return books.read(
        all ->
            all.values().stream()
                .filter(book -> isRemovable(book, old.before()))
                .filter(book -> !books.isRecordedBehind(place, book.session().id()))
                .sorted(Comparator.comparing(book -> header(book).updatedAt()))
                .limit(most)
                .map(book -> book.session().id())
                .toList());
  }

  @Override
  public boolean isRemovable(SessionId session, Old old) {
    return books.find(session).filter(book -> isRemovable(book, old.before())).isPresent()
        && !books.isRecordedBehind(slowest(old), session);
  }

  private int slowest(Old old) {
    return books.derived().slowest(old.told(), books.ledgerSize());
  }

  private static SessionHeader header(Book book) {
    return book.session().state().header();
  }

  private static boolean isRemovable(Book book, Instant before) {
    return header(book).lifecycle() != SessionHeader.Lifecycle.OPEN
        && header(book).updatedAt().isBefore(before)
        && book.approvals().values().stream().noneMatch(Approval::isPending);
  }

  @Override
  public Optional<Checkpoint> checkpoint(SessionId session) {
    return Optional.ofNullable(begun.get(session))
        .or(() -> Optional.ofNullable(books.checkpoints().get(session)));
  }

  @Override
  public void begin(SessionId session) {
    Book book =
        books
            .find(session)
            .filter(found -> checkpoint(session).isEmpty() && isRemovable(found, Instant.MAX))
            .orElseThrow(
                () -> new StaleSessionException("session " + session + " is not to be removed"));
    begun.put(
        session,
        new Checkpoint(
            session,
            header(book).owner(),
            book.session().version().position(),
            book.logged().getLast().link(),
            now));
  }

  @Override
  public boolean remove(SessionId session, int most) {
    if (checkpoint(session).isPresent() && books.find(session).isPresent()) {
      removed.add(session);
    }
    return true;
  }
}
