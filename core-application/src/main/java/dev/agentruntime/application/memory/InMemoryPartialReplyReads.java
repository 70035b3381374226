package dev.agentruntime.application.memory;

import static java.util.stream.Collectors.toSet;

import dev.agentruntime.application.memory.InMemoryPartialReplies.Written;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.application.port.PartialReplyReads;
import dev.agentruntime.domain.session.SessionId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is in the books of replies that are under way. */
record InMemoryPartialReplyReads(Books books, InstantSource clock) implements PartialReplyReads {

  @Override
  public Optional<PartialReply> written(
      SessionId session, LeaseOwner self, PartialReply.Place after) {
    return books.read(
        all ->
            Optional.ofNullable(all.get(session))
                .filter(book -> book.lease().filter(held -> !held.owner().equals(self)).isPresent())
                .map(book -> written(book, after)));
  }

  private PartialReply written(Book book, PartialReply.Place after) {
    long generation = book.session().version().generation();
    List<PartialReply.Piece> pieces =
        Optional.ofNullable(books.partialReplies().written().get(book.session().id()))
            .filter(written -> written.generation() == generation)
            .map(Written::pieces)
            .orElse(List.of());
    return new PartialReply(
        generation,
        book.session().version().position(),
        pieces.stream()
            .filter(piece -> generation != after.generation() || piece.number() >= after.number())
            .toList());
  }

  @Override
  public Set<SessionId> readBesides(UUID process) {
    return books.read(
        all ->
            books.partialReplies().readers().entrySet().stream()
                .filter(entry -> !entry.getKey().process().equals(process))
                .filter(entry -> entry.getValue().isAfter(clock.instant()))
                .map(Map.Entry::getKey)
                .map(InMemoryPartialReplies.Reader::session)
                .collect(toSet()));
  }
}
