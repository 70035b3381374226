package dev.agentruntime.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionEvent.ReplyRecorded;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class EventStreamTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final TurnId TURN = new TurnId(new UUID(0, 1));

  private static final Scenario STORY = Scenario.given();
  private static SessionId session;
  private static List<RecordedEvent> log;

  /** How much of the log is committed in the running test. */
  private final AtomicInteger committed = new AtomicInteger();

  private final AtomicBoolean broken = new AtomicBoolean();
  private final EventFeed feed = new EventFeed(TroubledReads.of(reads(), this::asCommitted));

  @BeforeAll
  static void record() {
    for (int i = 0; i < 8; i++) {
      STORY.modelReplies("Answer number " + i + ", of some length.").userSays("question " + i);
    }
    session = STORY.open();
    log = STORY.events();
  }

  @AfterAll
  static void close() {
    STORY.close();
  }

  private static ReadModel reads() {
    return STORY.store().reads();
  }

  private Object asCommitted(String read, Object answer) {
    if (broken.get()) {
      throw new PersistenceException("no answer", null);
    }
    return switch (read) {
      case "events" ->
          ((List<?>) answer)
              .stream()
                  .filter(event -> ((RecordedEvent) event).position() <= committed.get())
                  .toList();
      case "lastPosition" -> (long) committed.get();
      default -> answer;
    };
  }

  private static Optional<ReplyRecorded> reply(RecordedEvent event) {
    return Optional.of(event.event())
        .filter(ReplyRecorded.class::isInstance)
        .map(ReplyRecorded.class::cast);
  }

  /** The first event that ends a reply. */
  private static RecordedEvent firstReply() {
    return log.stream().filter(event -> reply(event).isPresent()).findFirst().orElseThrow();
  }

  private static Delta piece(MessageId reply, String text) {
    return new Delta.ReplyText(session, TURN, reply, text);
  }

  private void commit(RecordedEvent event) {
    committed.set((int) event.position());
  }

  private void publish(RecordedEvent... events) {
    feed.publish(Owner.LOCAL, List.of(events));
  }

  /** Everything that can be had at once. */
  private static List<StreamEntry> drain(EventStream stream) throws InterruptedException {
    var told = new ArrayList<StreamEntry>();
    Optional<StreamEntry> entry = stream.take(Duration.ZERO);
    while (entry.isPresent() && !isLast(entry.get())) {
      told.add(entry.get());
      entry = stream.take(Duration.ZERO);
    }
    return told;
  }

  private static boolean isLast(StreamEntry entry) {
    return entry instanceof StreamEntry.Ended || entry instanceof StreamEntry.CutOff;
  }

  private static List<RecordedEvent> events(List<StreamEntry> told) {
    return told.stream()
        .filter(StreamEntry.Recorded.class::isInstance)
        .map(entry -> ((StreamEntry.Recorded) entry).event())
        .toList();
  }

  private static String text(List<StreamEntry> told) {
    var text = new StringBuilder();
    for (StreamEntry entry : told) {
      if (entry instanceof StreamEntry.Snapshot snapshot) {
        text.append(snapshot.text());
      } else if (entry instanceof StreamEntry.Piece piece) {
        text.append(((Delta.ReplyText) piece.delta()).text());
      }
    }
    return text.toString();
  }

  // Many readers, at any place and time.

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void every_reader_gets_the_log_from_its_place_on_without_a_gap_or_a_repeat(long seed)
      throws Exception {
    var dice = new Random(seed);
    var readers = new ArrayList<Reader>();
    var unpublished = new ArrayList<RecordedEvent>();
    for (RecordedEvent event : log) {
      if (dice.nextInt(4) == 0) {
        readers.add(new Reader(dice.nextInt(committed.get() + 1)));
      }
      reply(event).ifPresent(recorded -> stream(recorded, dice));
      commit(event);
      unpublished.add(event);
      if (dice.nextBoolean()) {
        publishSome(unpublished, dice);
      }
    }
    publishSome(unpublished, dice);
    feed.close();
    for (Reader reader : readers) {
      reader.requireWhole();
    }
    assertThat(readers).isNotEmpty();
  }

  private void stream(ReplyRecorded recorded, Random dice) {
    String text = recorded.reply().text();
    int end = 0;
    while (end < text.length()) {
      int start = end;
      end = Math.min(text.length(), start + 1 + dice.nextInt(9));
      feed.publish(piece(recorded.reply().id(), text.substring(start, end)));
    }
  }

  /** In any order, and some not now. */
  private void publishSome(List<RecordedEvent> unpublished, Random dice) {
    Collections.shuffle(unpublished, dice);
    int kept = unpublished.isEmpty() ? 0 : dice.nextInt(unpublished.size());
    while (unpublished.size() > kept) {
      publish(unpublished.removeLast());
    }
  }

  private final class Reader {
    private final int after;
    private final EventStream stream;
    private final CompletableFuture<List<StreamEntry>> told;

    Reader(int after) {
      this.after = after;
      this.stream = feed.open(session, after);
      this.told = CompletableFuture.supplyAsync(this::read);
    }

    private List<StreamEntry> read() {
      var entries = new ArrayList<StreamEntry>();
      try {
        StreamEntry entry = stream.take(LONG).orElseThrow();
        while (!isLast(entry)) {
          entries.add(entry);
          entry = stream.take(LONG).orElseThrow();
        }
        return entries;
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    void requireWhole() throws Exception {
      List<StreamEntry> entries = told.get(60, TimeUnit.SECONDS);
      assertThat(events(entries)).isEqualTo(log.subList(after, log.size()));
      assertThat(entries.stream().filter(StreamEntry.Live.class::isInstance)).hasSize(1);
      requirePiecesOfOpenReplies(entries);
    }

    /** No piece behind the end of its reply, and what came is what the reply began with. */
    private void requirePiecesOfOpenReplies(List<StreamEntry> entries) {
      Map<MessageId, String> shown = new HashMap<>();
      Set<MessageId> closed = new HashSet<>();
      for (StreamEntry entry : entries) {
        switch (entry) {
          case StreamEntry.Snapshot snapshot -> {
            assertThat(shown.put(snapshot.reply(), snapshot.text())).isNull();
            assertThat(closed).doesNotContain(snapshot.reply());
          }
          case StreamEntry.Piece piece -> {
            var text = (Delta.ReplyText) piece.delta();
            shown.merge(text.reply(), text.text(), String::concat);
            assertThat(closed).doesNotContain(text.reply());
          }
          case StreamEntry.Recorded recorded ->
              reply(recorded.event())
                  .ifPresent(
                      end -> {
                        closed.add(end.reply().id());
                        assertThat(end.reply().text())
                            .startsWith(shown.getOrDefault(end.reply().id(), ""));
                      });
          default -> {}
        }
      }
    }
  }

  // One reader.

  @Test
  void a_reader_in_mid_message_gets_what_was_shown_so_far_and_then_the_rest() throws Exception {
    RecordedEvent end = firstReply();
    MessageId id = reply(end).orElseThrow().reply().id();
    String text = reply(end).orElseThrow().reply().text();
    committed.set((int) end.position() - 1);
    feed.publish(piece(id, text.substring(0, 3)));
    feed.publish(new Delta.Reasoning(session, TURN, id, "hm"));
    feed.publish(piece(id, text.substring(3, 6)));
    try (EventStream stream = feed.open(session, committed.get())) {
      assertThat(drain(stream))
          .containsExactly(
              new StreamEntry.Live(committed.get()),
              new StreamEntry.Snapshot(TURN, id, text.substring(0, 6), "hm"));
      feed.publish(piece(id, text.substring(6)));
      commit(end);
      publish(end);
      List<StreamEntry> rest = drain(stream);
      assertThat(text.substring(0, 6) + text(rest)).isEqualTo(text);
      assertThat(events(rest)).containsExactly(end);
      assertThat(rest.getLast()).isInstanceOf(StreamEntry.Recorded.class);
    }
  }

  @Test
  void a_piece_behind_the_end_of_its_reply_is_not_told() throws Exception {
    RecordedEvent end = firstReply();
    MessageId id = reply(end).orElseThrow().reply().id();
    committed.set((int) end.position() - 1);
    try (EventStream stream = feed.open(session, committed.get())) {
      drain(stream);
      feed.publish(piece(id, "a"));
      commit(end);
      publish(end);
      feed.publish(piece(id, "late"));
      assertThat(text(drain(stream))).isEqualTo("a");
    }
  }

  @Test
  void a_piece_from_elsewhere_is_told_behind_the_log_that_it_belongs_behind() throws Exception {
    RecordedEvent end = firstReply();
    MessageId id = reply(end).orElseThrow().reply().id();
    long open = end.position() - 1;
    try (EventStream stream = feed.open(session, 0)) {
      drain(stream);
      committed.set((int) open);
      stream.offer(new StreamEntry.Piece(piece(id, "a")), id, open);
      List<StreamEntry> told = drain(stream);
      assertThat(events(told)).isEqualTo(log.subList(0, (int) open));
      assertThat(told).last().isInstanceOf(StreamEntry.Piece.class);
    }
  }

  @Test
  void a_piece_from_elsewhere_whose_reply_the_log_has_ended_is_not_told() throws Exception {
    RecordedEvent end = firstReply();
    MessageId id = reply(end).orElseThrow().reply().id();
    try (EventStream stream = feed.open(session, 0)) {
      drain(stream);
      stream.offer(new StreamEntry.Piece(piece(id, "a")), id, end.position() - 1);
      commit(log.getLast());
      stream.hint(log.getLast().position());
      List<StreamEntry> told = drain(stream);
      assertThat(events(told)).isEqualTo(log);
      assertThat(text(told)).isEmpty();
    }
  }

  @Test
  void pieces_of_several_replies_that_the_log_is_ahead_of_are_not_told() throws Exception {
    try (EventStream stream = feed.open(session, 0)) {
      drain(stream);
      // Told first, it makes the reader look into the log, which has everything by then.
      publish(log.get(2));
      for (RecordedEvent event : log) {
        reply(event).ifPresent(ended -> feed.publish(piece(ended.reply().id(), "x")));
        publish(event);
      }
      commit(log.getLast());
      List<StreamEntry> told = drain(stream);
      assertThat(events(told)).isEqualTo(log);
      assertThat(text(told)).isEmpty();
      feed.publish(piece(new MessageId(new UUID(0, 7)), "the next reply"));
      assertThat(text(drain(stream))).isEqualTo("the next reply");
    }
  }

  @Test
  void a_reply_that_another_process_ended_is_not_shown_as_under_way() throws Exception {
    MessageId id = reply(firstReply()).orElseThrow().reply().id();
    feed.publish(piece(id, "shown here"));
    commit(log.getLast());
    try (EventStream stream = feed.open(session, 0)) {
      List<StreamEntry> told = drain(stream);
      assertThat(events(told)).isEqualTo(log);
      assertThat(told).noneMatch(StreamEntry.Snapshot.class::isInstance);
    }
    assertThat(feed.topics()).isZero();
  }

  @Test
  void a_position_behind_the_end_resets_the_stream_and_it_goes_on_from_the_end() throws Exception {
    commit(log.get(3));
    try (EventStream stream = feed.open(session, 99)) {
      assertThat(drain(stream)).containsExactly(new StreamEntry.Reset(4), new StreamEntry.Live(4));
      commit(log.get(4));
      publish(log.get(4));
      assertThat(events(drain(stream))).containsExactly(log.get(4));
    }
  }

  @Test
  void what_another_process_recorded_is_told_within_moments() throws Exception {
    commit(log.get(3));
    try (EventStream stream = feed.open(session, 0)) {
      drain(stream);
      commit(log.get(5));
      assertThat(stream.take(LONG).map(entry -> ((StreamEntry.Recorded) entry).event()))
          .contains(log.get(4));
      assertThat(events(drain(stream))).containsExactly(log.get(5));
    }
  }

  @Test
  void a_reader_that_nothing_comes_for_waits_no_longer_than_it_wants_to() throws Exception {
    try (EventStream stream = feed.open(session, 0)) {
      drain(stream);
      assertThat(stream.take(Duration.ofMillis(10))).isEmpty();
      assertThat(stream.take(Duration.ofMillis(1100))).isEmpty();
    }
  }

  @Test
  void a_log_that_does_not_answer_is_told_and_the_gap_is_filled_later() throws Exception {
    commit(log.get(1));
    try (EventStream stream = feed.open(session, 0)) {
      drain(stream);
      commit(log.get(5));
      publish(log.get(4));
      broken.set(true);
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> stream.take(Duration.ZERO));
      broken.set(false);
      publish(log.get(5));
      assertThat(events(drain(stream))).isEqualTo(log.subList(2, 6));
    }
  }

  @Test
  void a_reader_that_falls_behind_is_cut_off_alone() throws Exception {
    MessageId id = new MessageId(new UUID(0, 7));
    EventStream slow = feed.open(session, 0);
    EventStream quick = feed.open(session, 0);
    drain(slow);
    drain(quick);
    for (int i = 0; i <= EventFeed.MAX_WAITING; i++) {
      feed.publish(piece(id, "x"));
      quick.take(Duration.ZERO);
    }
    assertThat(slow.take(Duration.ZERO)).contains(new StreamEntry.CutOff());
    assertThat(slow.take(Duration.ZERO)).contains(new StreamEntry.CutOff());
    feed.publish(piece(id, "y"));
    assertThat(text(drain(quick))).endsWith("y");
    quick.close();
    slow.close();
  }

  @Test
  void a_session_without_readers_and_without_a_reply_under_way_is_forgotten() {
    RecordedEvent end = firstReply();
    feed.publish(piece(reply(end).orElseThrow().reply().id(), "shown"));
    assertThat(feed.topics()).isEqualTo(1);
    publish(end);
    assertThat(feed.topics()).isZero();
    feed.open(session, 0).close();
    assertThat(feed.topics()).isZero();
    feed.publish(new Delta.ToolOutput(session, TURN, null, "out"));
    assertThat(feed.topics()).isZero();
  }

  @Test
  void another_owner_can_open_no_stream_of_a_session() throws Exception {
    try (EventStream mine = STORY.runtime().open(Owner.LOCAL, session, 0)) {
      assertThat(events(drain(mine))).isEqualTo(log);
    }
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> STORY.runtime().open(new Owner("other"), session, 0));
  }
}
