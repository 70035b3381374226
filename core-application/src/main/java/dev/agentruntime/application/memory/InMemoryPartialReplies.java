package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.application.port.PartialReplyRepository;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** Replies under way within a transaction: what it changes is done when it commits. */
final class InMemoryPartialReplies implements PartialReplyRepository {

  /** So long a process whose lease ran out may still come back to it, where nobody else took it. */
  private static final Duration GONE = Duration.ofMinutes(1);

  private final Function<SessionId, Optional<Book>> books;
  private final Shelf committed;
  private final Instant now;
  private final List<Consumer<Shelf>> changes = new ArrayList<>();

  /** What is committed; only ever touched under the lock of the books. */
  static final class Shelf {
    private final Map<SessionId, Written> written = new HashMap<>();
    private final Map<Reader, Instant> readers = new HashMap<>();

    Map<SessionId, Written> written() {
      return written;
    }

    Map<Reader, Instant> readers() {
      return readers;
    }

    void remove(SessionId session) {
      written.remove(session);
      readers.keySet().removeIf(reader -> reader.session().equals(session));
    }
  }

  /** A process that reads a session. */
  record Reader(UUID process, SessionId session) {}

  /** What the holder of a lease wrote of a reply. */
  record Written(long generation, List<PartialReply.Piece> pieces) {

    /** Whether its writer runs the session no more. */
    boolean isLeft(Book book, Instant longAgo) {
      return book.lease().filter(held -> held.until().isAfter(longAgo)).isEmpty()
          || book.session().version().generation() != generation;
    }

    Written with(List<PartialReply.Piece> more) {
      var all = new ArrayList<>(pieces);
      all.addAll(more);
      return new Written(generation, List.copyOf(all));
    }
  }

  InMemoryPartialReplies(Function<SessionId, Optional<Book>> books, Shelf committed, Instant now) {
    this.books = books;
    this.committed = committed;
    this.now = now;
  }

  void enter(Shelf shelf) {
    changes.forEach(change -> change.accept(shelf));
  }

  @Override
  public void announce(UUID process, SessionId session, Duration time) {
    changes.add(
        shelf -> {
          shelf.readers().values().removeIf(until -> !until.isAfter(now));
          shelf.readers().put(new Reader(process, session), now.plus(time));
        });
  }

  @Override
  public boolean write(
      LeaseOwner owner, SessionId session, boolean first, List<PartialReply.Piece> pieces) {
    Optional<Book> held =
        books
            .apply(session)
            .filter(book -> book.lease().filter(one -> one.owner().equals(owner)).isPresent());
    held.map(book -> book.session().version().generation())
        .ifPresent(
            generation ->
                changes.add(
                    shelf ->
                        shelf
                            .written()
                            .compute(
                                session,
                                (id, before) ->
                                    first || before == null
                                        ? new Written(generation, List.copyOf(pieces))
                                        : before.with(pieces))));
    return held.isPresent();
  }

  @Override
  public void remove(SessionId session) {
    changes.add(shelf -> shelf.written().remove(session));
  }

  @Override
  public List<MessageId> left(SessionId session) {
    return Optional.ofNullable(committed.written().get(session))
        .filter(written -> isLeft(session, written))
        .map(
            written -> written.pieces().stream().map(PartialReply.Piece::reply).distinct().toList())
        .orElse(List.of());
  }

  private boolean isLeft(SessionId session, Written written) {
    return books.apply(session).filter(book -> written.isLeft(book, now.minus(GONE))).isPresent();
  }

  @Override
  public List<SessionId> withLeft(int most) {
    return committed.written().keySet().stream()
        .filter(session -> !left(session).isEmpty())
        .limit(most)
        .toList();
  }
}
