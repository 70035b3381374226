package dev.agentruntime.jdbi;

import static java.util.stream.Collectors.toSet;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.application.port.PartialReply.Kind;
import dev.agentruntime.application.port.PartialReplyReads;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** What is committed of replies that are under way. */
record JdbiPartialReplyReads(Transactions transactions, Function<Handle, Instant> clock)
    implements PartialReplyReads {

  @Override
  public Optional<PartialReply> written(
      SessionId session, LeaseOwner self, PartialReply.Place after) {
    return transactions.read(
        handle -> {
          PartialRows rows = handle.attach(PartialRows.class);
          String id = session.toString();
          return rows.heldBesides(id, self.asText()).map(held -> written(rows, id, held, after));
        });
  }

  private static PartialReply written(
      PartialRows rows, String session, PartialRows.Held held, PartialReply.Place after) {
    long from = held.generation() == after.generation() ? after.number() : 0;
    List<PartialRows.Row> pieces = rows.pieces(session, held.generation(), from);
    return new PartialReply(
        held.generation(),
        held.position(),
        pieces.stream().map(JdbiPartialReplyReads::piece).toList());
  }

  private static PartialReply.Piece piece(PartialRows.Row row) {
    return new PartialReply.Piece(
        row.number(),
        new TurnId(UUID.fromString(row.turn())),
        new MessageId(UUID.fromString(row.message())),
        Kind.valueOf(row.kind().toUpperCase(Locale.ROOT)),
        row.body());
  }

  @Override
  public Set<SessionId> readBesides(UUID process) {
    return transactions.read(
        handle ->
            handle
                .attach(PartialRows.class)
                .readBesides(process.toString(), clock.apply(handle).toEpochMilli())
                .stream()
                .map(SessionId::parse)
                .collect(toSet()));
  }
}
