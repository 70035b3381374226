package dev.agentruntime.application.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.CreateSession;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import dev.agentruntime.testkit.Workshop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LedgerStreamTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Scenario story = Scenario.given();

  @AfterEach
  void end() {
    story.close();
  }

  private ReadModel reads() {
    return story.store().reads();
  }

  private SessionId another() {
    return story
        .runtime()
        .create(
            new CreateSession(
                Owner.LOCAL, Workshop.settings(), Optional.empty(), Optional.empty()));
  }

  private List<RecordedEvent> log(SessionId session) {
    return reads().events(session, 0, 1000);
  }

  /** What comes up to the first entry that is no event. */
  private static List<RecordedEvent> events(LedgerStream stream) throws InterruptedException {
    var events = new ArrayList<RecordedEvent>();
    while (true) {
      Optional<LedgerStreamEntry> entry = stream.take(Duration.ZERO);
      if (entry.isPresent() && entry.get() instanceof LedgerStreamEntry.Recorded recorded) {
        events.add(recorded.event());
      } else {
        return events;
      }
    }
  }

  @Test
  void all_that_is_recorded_is_told_then_that_it_is_live_then_what_happens() throws Exception {
    SessionId first = story.open();
    SessionId second = another();
    try (LedgerStream stream = story.runtime().openAll(Owner.LOCAL, Optional.empty())) {
      assertThat(events(stream))
          .isEqualTo(Stream.of(first, second).flatMap(id -> log(id).stream()).toList());
      story.runtime().close(new CloseSession(Owner.LOCAL, first));
      assertThat(stream.take(LONG).orElseThrow())
          .isInstanceOfSatisfying(
              LedgerStreamEntry.Recorded.class,
              told -> {
                assertThat(told.entry().cursor()).isEqualTo(story.runtime().ledgerEnd());
                assertThat(told.event()).isEqualTo(log(first).getLast());
              });
      assertThat(stream.take(Duration.ofMillis(10))).isEmpty();
    }
  }

  @Test
  void a_stream_begins_behind_its_cursor() throws Exception {
    story.open();
    String end = story.runtime().ledgerEnd();
    SessionId second = another();
    try (LedgerStream stream = story.runtime().openAll(Owner.LOCAL, Optional.of(end))) {
      assertThat(events(stream)).isEqualTo(log(second));
    }
  }

  @Test
  void other_owners_sessions_are_not_told_and_their_events_need_not_be_passed_again()
      throws Exception {
    story.open();
    try (LedgerStream stream = story.runtime().openAll(new Owner("other"), Optional.empty())) {
      assertThat(stream.take(LONG))
          .contains(new LedgerStreamEntry.Live(story.runtime().ledgerEnd()));
      another();
      assertThat(stream.take(Duration.ofMillis(10))).isEmpty();
    }
  }

  @Test
  void what_another_process_records_is_told_within_moments() throws Exception {
    story.open();
    var feed = new EventFeed(reads());
    try (LedgerStream stream = feed.openLedger(Owner.LOCAL, Optional.empty())) {
      events(stream);
      SessionId unheard = another();
      assertThat(stream.take(LONG).orElseThrow())
          .isInstanceOfSatisfying(
              LedgerStreamEntry.Recorded.class,
              told -> assertThat(told.event().session()).isEqualTo(unheard));
    }
  }

  @Test
  void what_was_promised_and_is_not_there_yet_is_looked_for_soon() throws Exception {
    SessionId id = story.open();
    String end = reads().ledgerEnd();
    var held = new AtomicBoolean();
    var looked = new CountDownLatch(5);
    var feed =
        new EventFeed(
            TroubledReads.of(
                reads(),
                (read, answer) ->
                    switch (read) {
                      case "ledger" -> {
                        looked.countDown();
                        yield held.get() ? List.of() : answer;
                      }
                      case "ledgerEnd" -> held.get() ? end : answer;
                      default -> answer;
                    }));
    try (LedgerStream stream = feed.openLedger(Owner.LOCAL, Optional.empty())) {
      assertThat(events(stream)).hasSize(1);
      held.set(true);
      story.runtime().close(new CloseSession(Owner.LOCAL, id));
      feed.publish(Owner.LOCAL, List.of(log(id).getLast()));
      CompletableFuture<Optional<LedgerStreamEntry>> next =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return stream.take(LONG);
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      Gate.await(looked, "the ledger is not read again");
      assertThat(next).isNotDone();
      held.set(false);
      assertThat(next.get(20, TimeUnit.SECONDS).orElseThrow())
          .isInstanceOf(LedgerStreamEntry.Recorded.class);
    }
  }

  @Test
  void what_was_promised_and_never_comes_is_no_longer_looked_for_after_a_while() throws Exception {
    SessionId id = story.open();
    var feed = new EventFeed(reads());
    try (LedgerStream stream = feed.openLedger(Owner.LOCAL, Optional.empty())) {
      events(stream);
      feed.publish(Owner.LOCAL, log(id));
      assertThat(stream.take(Duration.ofMillis(2500))).isEmpty();
    }
  }

  @Test
  void a_place_that_was_never_reached_resets_the_stream_to_the_end() throws Exception {
    SessionId id = story.open();
    try (LedgerStream stream = story.runtime().openAll(Owner.LOCAL, Optional.of("ledger-99"))) {
      assertThat(stream.take(Duration.ZERO))
          .contains(new LedgerStreamEntry.Reset(story.runtime().ledgerEnd()));
      story.runtime().close(new CloseSession(Owner.LOCAL, id));
      assertThat(stream.take(LONG).orElseThrow()).isInstanceOf(LedgerStreamEntry.Recorded.class);
    }
  }

  @Test
  void a_text_that_is_no_cursor_opens_no_stream() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> story.runtime().openAll(Owner.LOCAL, Optional.of("x")));
  }

  @Test
  void a_store_that_does_not_answer_is_told_and_the_stream_goes_on_where_it_was() throws Exception {
    SessionId id = story.open();
    var broken = new AtomicBoolean(true);
    var feed =
        new EventFeed(
            TroubledReads.of(
                reads(),
                (read, answer) -> {
                  if (read.equals("ledger") && broken.getAndSet(false)) {
                    throw new PersistenceException("no answer", null);
                  }
                  return answer;
                }));
    try (LedgerStream stream = feed.openLedger(Owner.LOCAL, Optional.empty())) {
      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> stream.take(Duration.ZERO));
      assertThat(events(stream)).isEqualTo(log(id));
    }
  }

  @Test
  void a_closed_stream_tells_what_was_recorded_before_and_then_its_end_again_and_again()
      throws Exception {
    SessionId id = story.open();
    var feed = new EventFeed(reads());
    LedgerStream stream = feed.openLedger(Owner.LOCAL, Optional.empty());
    assertThat(events(stream)).isEqualTo(log(id));
    SessionId unheard = another();
    feed.close();

    assertThat(events(stream)).isEqualTo(log(unheard));
    assertThat(stream.take(LONG)).contains(new LedgerStreamEntry.Ended());
    assertThat(stream.take(LONG)).contains(new LedgerStreamEntry.Ended());
    stream.close();
  }

  @Test
  void closing_wakes_a_reader_that_waits() throws Exception {
    story.open();
    LedgerStream stream = story.runtime().openAll(Owner.LOCAL, Optional.empty());
    events(stream);
    var waiting = new CountDownLatch(1);
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(
            () -> {
              Gate.await(waiting, "nobody waits");
              stream.close();
            });
    waiting.countDown();
    assertThat(stream.take(LONG)).contains(new LedgerStreamEntry.Ended());
    closing.join();
  }
}
