package dev.agentruntime.application.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.application.port.PartialReply.Kind;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replies that another process makes, as they are told here. */
@Timeout(60)
class TopicTest {

  private static final TurnId TURN = new TurnId(new UUID(0, 1));
  private static final MessageId REPLY = new MessageId(new UUID(0, 2));
  private static final MessageId NEXT = new MessageId(new UUID(0, 3));

  private final SessionId session = new SessionId(new UUID(0, 4));
  private final InMemoryPersistence store = new InMemoryPersistence();
  private final EventFeed feed = new EventFeed(store.reads(), Duration.ofHours(1));
  private final Topic topic = new Topic(session);

  private EventStream wentLiveAt(long told) throws InterruptedException {
    var stream = new EventStream(session, 0, feed, store.reads());
    assertThat(stream.take(Duration.ZERO)).get().isInstanceOf(StreamEntry.Live.class);
    topic.add(stream);
    topic.settle(stream, told);
    return stream;
  }

  private static PartialReply.Piece piece(long number, MessageId reply, String text) {
    return new PartialReply.Piece(number, TURN, reply, Kind.TEXT, text);
  }

  private static PartialReply written(long position, PartialReply.Piece... pieces) {
    return new PartialReply(1, position, List.of(pieces));
  }

  /** What was told of replies: snapshots in brackets, pieces as they are. */
  private static String told(EventStream stream) throws InterruptedException {
    var told = new ArrayList<String>();
    Optional<StreamEntry> next = stream.take(Duration.ZERO);
    while (next.isPresent()) {
      switch (next.get()) {
        case StreamEntry.Snapshot snapshot -> told.add("[" + snapshot.text() + "]");
        case StreamEntry.Piece piece -> told.add(((Delta.ReplyText) piece.delta()).text());
        default -> throw new AssertionError("told: " + next.get());
      }
      next = stream.take(Duration.ZERO);
    }
    return String.join("", told);
  }

  @Test
  void a_piece_that_was_read_twice_is_told_once() throws Exception {
    EventStream stream = wentLiveAt(3);
    topic.tell(written(5, piece(1, REPLY, "a"), piece(2, REPLY, "b")));
    topic.tell(written(5, piece(2, REPLY, "b"), piece(3, REPLY, "c")));
    topic.tell(written(5, piece(3, REPLY, "c")));
    topic.tell(written(5));

    assertThat(told(stream)).isEqualTo("[ab]c");
  }

  @Test
  void a_reply_that_came_to_its_end_while_it_was_read_is_not_told() throws Exception {
    EventStream stream = wentLiveAt(3);
    assertThat(topic.asksToLook()).isTrue();
    topic.beginLook();
    topic.close(REPLY);
    topic.tell(written(5, piece(1, REPLY, "a")));

    topic.beginLook();
    topic.tell(written(8, piece(2, NEXT, "b")));

    assertThat(told(stream)).isEqualTo("[b]");
  }

  @Test
  void who_went_live_after_a_reply_was_read_is_shown_it_once_it_is_known_to_be_open_there()
      throws Exception {
    EventStream early = wentLiveAt(3);
    topic.tell(written(5, piece(1, REPLY, "a")));
    EventStream late = wentLiveAt(7);
    topic.tell(written(6, piece(2, REPLY, "b")));
    assertThat(told(late)).isEmpty();

    topic.tell(written(7, piece(2, REPLY, "b")));

    assertThat(told(late)).isEqualTo("[ab]");
    assertThat(told(early)).isEqualTo("[a]b");
    assertThat(told(wentLiveAt(7))).isEqualTo("[ab]");
  }

  @Test
  void who_takes_a_session_over_counts_its_pieces_anew() throws Exception {
    EventStream stream = wentLiveAt(3);
    topic.tell(written(5, piece(7, REPLY, "a")));
    topic.close(REPLY);
    topic.tell(new PartialReply(2, 9, List.of(piece(1, NEXT, "b"))));

    assertThat(told(stream)).isEqualTo("[a][b]");
  }

  @Test
  void one_looks_at_a_time_and_once_more_for_all_who_asked_meanwhile() {
    assertThat(topic.asksToLook()).isTrue();
    assertThat(topic.asksToLook()).isFalse();
    assertThat(topic.asksToLook()).isFalse();
    assertThat(topic.isToLookAgain()).isTrue();
    assertThat(topic.isToLookAgain()).isFalse();
    assertThat(topic.asksToLook()).isTrue();
  }

  @Test
  void what_nobody_reads_here_is_not_kept() throws Exception {
    EventStream stream = wentLiveAt(3);
    topic.tell(written(5, piece(1, REPLY, "a")));
    assertThat(topic.isIdle()).isFalse();

    topic.remove(stream);

    assertThat(topic.isIdle()).isTrue();
  }
}
