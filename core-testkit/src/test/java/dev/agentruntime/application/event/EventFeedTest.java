package dev.agentruntime.application.event;

import static dev.agentruntime.testkit.FakeChatModel.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel.Outcome.Replied;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventFeedTest {

  private final Scenario story = Scenario.given();
  private final Gate gate = new Gate();
  private final List<RecordedEvent> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    gate.open();
    story.close();
  }

  private List<RecordedEvent> aStory() {
    story.modelReplies("Hi.").userSays("hello");
    return story.events();
  }

  private EventFeed feed() {
    return new EventFeed(story.store().reads());
  }

  @Test
  void events_that_are_published_out_of_order_are_told_in_the_logs_order_and_once() {
    List<RecordedEvent> log = aStory();
    EventFeed feed = feed();
    try (var watch = feed.watch(story.open(), 0, seen::add)) {
      feed.publish(Owner.LOCAL, log.reversed());
      feed.publish(Owner.LOCAL, log);
      assertThat(watch).isNotNull();
    }
    assertThat(seen).isEqualTo(log);
  }

  @Test
  void a_watch_begins_behind_its_position_and_fills_gaps_from_the_log() {
    List<RecordedEvent> log = aStory();
    EventFeed feed = feed();
    try (var watch = feed.watch(story.open(), 2, seen::add)) {
      feed.publish(Owner.LOCAL, List.of(log.getLast()));
      assertThat(watch).isNotNull();
    }
    assertThat(seen).isEqualTo(log.subList(2, log.size()));
  }

  @Test
  void what_another_process_recorded_is_told_at_the_end_of_the_watch() {
    SessionId id = story.open();
    EventFeed feed = feed();
    var watch = feed.watch(id, 0, seen::add);
    List<RecordedEvent> log = aStory();
    watch.close();
    assertThat(seen).isEqualTo(log);
  }

  @Test
  void a_watcher_that_fails_misses_nothing_else() {
    List<RecordedEvent> log = aStory();
    EventFeed feed = feed();
    feed.watch(
            story.open(),
            0,
            event -> {
              seen.add(event);
              throw new IllegalStateException("at every event");
            })
        .close();
    assertThat(seen).isEqualTo(log);
  }

  @Test
  void a_watcher_that_breaks_for_good_is_no_longer_served() {
    aStory();
    EventFeed feed = feed();
    var broken = new CountDownLatch(1);
    var watch =
        feed.watch(
            story.open(),
            0,
            event -> {
              broken.countDown();
              throw new AssertionError("for good");
            });
    Gate.await(broken, "not told");
    watch.close();
    feed.publish(Owner.LOCAL, story.events());
  }

  @Test
  void a_watcher_can_end_its_own_watch() {
    aStory();
    EventFeed feed = feed();
    var mine = new AtomicReference<EventFeed.Subscription>();
    var set = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    mine.set(
        feed.watch(
            story.open(),
            0,
            event -> {
              Gate.await(set, "no watch");
              mine.get().close();
              ended.countDown();
            }));
    set.countDown();
    Gate.await(ended, "a watcher waits for itself");
    mine.get().close();
  }

  @Test
  void a_slow_watcher_is_cut_off_alone() {
    SessionId id = story.open();
    EventFeed feed = feed();
    var cut = new CountDownLatch(1);
    var pieces = new CopyOnWriteArrayList<String>();
    var told = new CountDownLatch(1);
    feed.watch(
        id,
        0,
        new EventFeed.Watcher() {
          @Override
          public void recorded(RecordedEvent event) {}

          @Override
          public void delta(Delta delta) {
            gate.passDeaf();
          }

          @Override
          public void cutOff() {
            cut.countDown();
          }
        });
    // Held at the first piece, so that all others wait.
    feed.publish(piece(id, "first"));
    gate.awaitReached();
    var quick =
        feed.watch(
            id,
            0,
            new EventFeed.Watcher() {
              @Override
              public void recorded(RecordedEvent event) {}

              @Override
              public void delta(Delta delta) {
                told.countDown();
                pieces.add(((Delta.ReplyText) delta).text());
              }
            });
    Gate.await(told, "the quick one is not told");
    for (int i = 0; i <= EventFeed.MAX_WAITING; i++) {
      feed.publish(piece(id, "x"));
      if (i % 100 == 0) {
        catchUp(pieces, i);
      }
    }
    gate.open();
    Gate.await(cut, "the slow one is not cut off");
    quick.close();
    assertThat(pieces).startsWith("first").hasSize(EventFeed.MAX_WAITING + 2);
  }

  /** Lets the quick watcher get to what was published. */
  private static void catchUp(List<String> pieces, int published) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (pieces.size() < published && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(pieces).hasSizeGreaterThanOrEqualTo(published);
  }

  private static Delta piece(SessionId id, String text) {
    return new Delta.ReplyText(id, new TurnId(new UUID(0, 1)), new MessageId(new UUID(0, 2)), text);
  }

  @Test
  void pieces_of_a_reply_come_before_it_and_bear_its_id() {
    var told = new StringBuilder();
    var shown = new CountDownLatch(1);
    story.modelDoes(
        (request, deltas) -> {
          deltas.reasoning("hm");
          deltas.text("Once");
          deltas.text(" upon");
          // A watcher that comes to it later is not told any more.
          Gate.await(shown, "the watcher was not told");
          return new Replied(reply("Once upon"));
        });
    var watch =
        story
            .runtime()
            .watch(
                story.open(),
                0,
                new EventFeed.Watcher() {
                  @Override
                  public void recorded(RecordedEvent event) {
                    told.append(event.type()).append(' ');
                  }

                  @Override
                  public void delta(Delta delta) {
                    told.append(
                        switch (delta) {
                          case Delta.ReplyText text -> text.text();
                          case Delta.Reasoning reasoning -> reasoning.text();
                          case Delta.ToolOutput output -> output.text();
                        });
                    if (told.indexOf("hmOnce upon") >= 0) {
                      shown.countDown();
                    }
                  }
                });
    story.userSays("tell me");
    watch.close();
    assertThat(told.indexOf("hmOnce upon")).isLessThan(told.indexOf("message.completed"));
  }

  @Test
  void closing_the_runtime_tells_watchers_everything_and_ends_them() {
    story.modelReplies("Hi.");
    story.runtime().watch(story.open(), 0, seen::add);
    story.userSays("hello");
    List<RecordedEvent> log = story.events();
    story.processStops();
    assertThat(seen).isEqualTo(log);
  }

  @Test
  void an_interrupt_ends_the_waiting_for_a_watcher_and_stays_set() {
    aStory();
    var watch = feed().watch(story.open(), 0, event -> gate.passDeaf());
    gate.awaitReached();
    Thread.currentThread().interrupt();
    watch.close();
    assertThat(Thread.interrupted()).isTrue();
  }
}
