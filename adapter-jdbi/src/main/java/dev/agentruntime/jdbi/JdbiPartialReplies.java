package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.application.port.PartialReplyRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Replies that are under way, within one transaction. */
record JdbiPartialReplies(PartialRows rows, UnitOfWork work) implements PartialReplyRepository {

  /** So long a process whose lease ran out may still come back to it, where nobody else took it. */
  private static final Duration GONE = Duration.ofMinutes(1);

  @Override
  public void announce(UUID process, SessionId session, Duration time) {
    long now = work.now().toEpochMilli();
    rows.removeReaders(now);
    rows.announce(session.toString(), process.toString(), now + time.toMillis());
  }

  @Override
  public boolean write(
      LeaseOwner owner, SessionId session, boolean first, List<PartialReply.Piece> pieces) {
    String id = session.toString();
    Optional<Long> generation = rows.generation(id, owner.asText());
    if (generation.isPresent()) {
      if (first) {
        rows.remove(id);
      }
      rows.insert(id, generation.get(), pieces.stream().map(JdbiPartialReplies::row).toList());
    }
    return generation.isPresent();
  }

  private static PartialRows.Row row(PartialReply.Piece piece) {
    return new PartialRows.Row(
        piece.number(),
        piece.turn().toString(),
        piece.reply().toString(),
        piece.kind().name().toLowerCase(Locale.ROOT),
        piece.text());
  }

  @Override
  public void remove(SessionId session) {
    rows.remove(session.toString());
  }

  @Override
  public List<MessageId> left(SessionId session) {
    return rows.left(session.toString(), longAgo()).stream()
        .map(UUID::fromString)
        .map(MessageId::new)
        .toList();
  }

  @Override
  public List<SessionId> withLeft(int most) {
    return rows.withLeft(most, longAgo()).stream().map(SessionId::parse).toList();
  }

  private long longAgo() {
    return work.now().minus(GONE).toEpochMilli();
  }
}
