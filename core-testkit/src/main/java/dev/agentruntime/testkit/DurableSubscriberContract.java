package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.application.bus.DurableListener;
import dev.agentruntime.application.bus.DurableSubscriber;
import dev.agentruntime.application.bus.DurableSubscribers;
import dev.agentruntime.application.bus.DurableSubscription;
import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.session.CleanUp;
import dev.agentruntime.application.session.CleanUpHandler;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What durable subscribers are owed on a store. Each test has an owner and subscribers of its own,
 * so a store may be shared. A process is a feed of its own; what is recorded past all of them
 * stands for what was recorded by one that died before it told of it.
 */
@Timeout(120)
public abstract class DurableSubscriberContract {

  private static final DurableSubscribers.Rhythm QUICK =
      new DurableSubscribers.Rhythm(
          Duration.ofMillis(5), Duration.ofMillis(5), Duration.ofSeconds(5));
  private static final Duration AWAY_TOO_LONG = Duration.ofDays(31);

  private final Supplier<UUID> ids = new CountingIds();
  private final BlockingQueue<RecordedEvent> told = new LinkedBlockingQueue<>();
  private final List<DurableSubscribers> processes = new ArrayList<>();
  private Persistence persistence;
  private Owner owner;
  private String name;

  /** The store to test. */
  protected abstract Persistence open() throws Exception;

  /** A place that this store will only reach in a long time. */
  protected abstract String placeAhead();

  /** Puts the store's clock forward. */
  protected abstract void advance(Duration time);

  /** Ends the use of a store after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  @BeforeEach
  final void openStore() throws Exception {
    persistence = open();
    owner = new Owner("owner-" + ids.get());
    name = "ear-" + UUID.randomUUID();
  }

  @AfterEach
  final void releaseStore() {
    processes.forEach(DurableSubscribers::close);
    release(persistence);
  }

  private DurableSubscribers process() {
    return process(persistence);
  }

  private DurableSubscribers process(Persistence connection) {
    var process = new DurableSubscribers(new EventFeed(connection.reads()), connection, QUICK);
    processes.add(process);
    return process;
  }

  private DurableSubscriber everything() {
    return DurableSubscriber.of(name, EventSelector.ALL);
  }

  /** Recorded by nobody who tells of it. */
  private Story record(String story) {
    return Objects.requireNonNull(Stories.all().get(story))
        .apply(Story.begin(persistence, ids, owner, Workshop.settings()));
  }

  private Story closed() {
    return Story.begin(persistence, ids, owner, Workshop.settings()).outside((s, m) -> s.close(m));
  }

  /** Removes what is older than a day, where nobody is waited for. */
  private void cleanUp() {
    new CleanUpHandler(persistence).handle(new CleanUp(Duration.ofDays(1), 10_000));
  }

  private boolean isRemoved(Story story) {
    return persistence.reads().lastPosition(story.id()) == 0;
  }

  private List<RecordedEvent> mine(List<LedgerEntry> events) {
    return events.stream()
        .filter(entry -> entry.owner().equals(owner))
        .map(LedgerEntry::event)
        .toList();
  }

  private void keep(List<LedgerEntry> events) {
    assertThat(events).isNotEmpty();
    told.addAll(mine(events));
  }

  private List<RecordedEvent> told(int count) throws InterruptedException {
    var events = new ArrayList<RecordedEvent>();
    while (events.size() < count) {
      RecordedEvent next = told.poll(60, TimeUnit.SECONDS);
      assertThat(next).as("event %d of %d", events.size() + 1, count).isNotNull();
      events.add(next);
    }
    return events;
  }

  @Test
  void what_was_recorded_before_is_told_in_the_logs_order_and_then_what_comes() throws Exception {
    Story before = record("an edit is approved and done");
    process().start(everything(), this::keep);
    assertThat(told(before.log().size())).isEqualTo(before.log());

    Story after = record("the model fails");
    assertThat(told(after.log().size())).isEqualTo(after.log());
    assertThat(told).isEmpty();
  }

  @Test
  void the_next_process_goes_on_behind_what_was_handled() throws Exception {
    Story first = record("an edit is approved and done");
    DurableSubscription subscription = process().start(everything(), this::keep);
    told(first.log().size());
    // The place is moved on behind the handling; closing waits for that.
    subscription.close();

    Story second = record("the model fails");
    process().start(everything(), this::keep);

    assertThat(told(second.log().size())).isEqualTo(second.log());
    assertThat(told).isEmpty();
  }

  @Test
  void what_a_process_recorded_that_died_before_it_told_of_it_is_told_by_the_next()
      throws Exception {
    DurableSubscribers dead = process();
    dead.start(everything(), this::keep);
    dead.close();
    Story lost = record("an edit is approved and done");

    process().start(everything(), this::keep);

    assertThat(told(lost.log().size())).isEqualTo(lost.log());
    assertThatIllegalStateException().isThrownBy(() -> dead.start(everything(), this::keep));
  }

  @Test
  void what_a_listener_fails_on_is_told_again() throws Exception {
    var times = new AtomicInteger();
    Story story = closed();
    DurableListener failing =
        events -> {
          if (!mine(events).isEmpty() && times.incrementAndGet() < 3) {
            throw new IllegalStateException("not now");
          }
          keep(events);
        };
    DurableSubscription subscription = process().start(everything(), failing);

    assertThat(told(story.log().size())).isEqualTo(story.log());
    assertThat(times).hasValue(3);
    assertThat(subscription.failures()).isEqualTo(2);
    subscription.close();
    assertThat(subscription.told()).isGreaterThanOrEqualTo(story.log().size());
  }

  @Test
  void a_listener_that_is_interrupted_within_is_told_again() throws Exception {
    var times = new AtomicInteger();
    Story story = closed();
    DurableSubscription subscription =
        process()
            .start(
                everything(),
                events -> {
                  if (!mine(events).isEmpty() && times.incrementAndGet() == 1) {
                    throw new InterruptedException("a call of its own was broken off");
                  }
                  keep(events);
                });

    assertThat(told(story.log().size())).isEqualTo(story.log());
    assertThat(subscription.failures()).isEqualTo(1);
  }

  @Test
  void an_interrupt_that_a_listener_leaves_behind_costs_it_nothing() throws Exception {
    Story first = closed();
    DurableSubscription subscription =
        process()
            .start(
                everything(),
                events -> {
                  keep(events);
                  Thread.currentThread().interrupt();
                });
    assertThat(told(first.log().size())).isEqualTo(first.log());

    Story second = record("the model fails");
    assertThat(told(second.log().size())).isEqualTo(second.log());
    subscription.close();
    assertThat(told).as("told again").isEmpty();
    assertThat(subscription.failures()).isZero();
  }

  @Test
  void an_interrupt_that_comes_between_two_events_costs_nothing() throws Exception {
    var threads = new LinkedBlockingQueue<Thread>();
    Story first = closed();
    DurableSubscription subscription =
        process()
            .start(
                everything(),
                events -> {
                  threads.add(Thread.currentThread());
                  keep(events);
                });
    assertThat(told(first.log().size())).isEqualTo(first.log());

    threads.take().interrupt();

    Story second = record("the model fails");
    List<RecordedEvent> later = new ArrayList<>(told(1));
    while (!later.getLast().equals(second.log().getLast())) {
      later.addAll(told(1));
    }
    assertThat(later).containsAll(second.log());
    subscription.close();
  }

  @Test
  void what_a_process_was_handling_when_it_died_is_told_again() throws Exception {
    Story story = closed();
    var connection = new SeverablePersistence(persistence);
    var gate = new Gate();
    DurableSubscription dying =
        process(connection)
            .start(
                everything(),
                events -> {
                  if (!mine(events).isEmpty()) {
                    gate.pass();
                  }
                });
    gate.awaitReached();
    connection.cut();
    gate.open();

    process().start(everything(), this::keep);

    assertThat(told(story.log().size())).isEqualTo(story.log());
    dying.close();
    assertThat(dying.failures()).isPositive();
  }

  @Test
  void only_what_is_wanted_is_told_and_no_more_at_once_than_wanted() throws Exception {
    Story story = record("an edit is approved and done");
    var wanted =
        new DurableSubscriber(
            name, EventSelector.in(EventCategory.TOOL), DurableSubscriber.Begin.BEGINNING, 1);
    process()
        .start(
            wanted,
            events -> {
              assertThat(events).hasSize(1);
              keep(events);
            });

    List<RecordedEvent> tools =
        story.log().stream()
            .filter(event -> EventCategory.of(event.type()) == EventCategory.TOOL)
            .toList();
    assertThat(told(tools.size())).isEqualTo(tools);
  }

  @Test
  void who_begins_now_is_told_what_is_recorded_from_then_on_in_whatever_process() throws Exception {
    closed();
    DurableSubscribers first = process();
    DurableSubscription subscription = first.start(everything().fromNow(), this::keep);
    assertThat(persistence.reads().place(subscription.subscriber().key())).isPresent();
    first.close();
    Story later = record("the model fails");

    process().start(everything().fromNow(), this::keep);

    List<RecordedEvent> log = later.log();
    List<RecordedEvent> events = told(log.size());
    // What an older transaction held back when it began may come before.
    assertThat(events.subList(events.size() - log.size(), events.size())).isEqualTo(log);
  }

  @Test
  void of_two_processes_one_at_least_tells_each_event() throws Exception {
    process().start(everything(), this::keep);
    process().start(everything(), this::keep);
    Story first = record("an edit is approved and done");
    Story second = record("the model fails");

    var all = new ArrayList<>(first.log());
    all.addAll(second.log());
    var seen = new ArrayList<RecordedEvent>();
    while (!seen.containsAll(all)) {
      seen.addAll(told(1));
    }
    assertThat(all).containsAll(seen);
  }

  @Test
  void a_place_that_the_log_never_reached_tells_nothing_rather_than_too_little() throws Exception {
    String key = everything().key();
    String ahead = placeAhead();
    persistence.inTransaction(work -> work.subscribers().advance(key, Optional.empty(), ahead));
    Story closed = closed();
    DurableSubscription subscription = process().start(everything(), this::keep);

    while (subscription.failures() < 2) {
      Thread.onSpinWait();
    }
    assertThat(told).isEmpty();
    assertThat(persistence.reads().place(key)).contains(ahead);
    advance(Duration.ofDays(2));
    cleanUp();
    assertThat(persistence.reads().stored(closed.id()))
        .as("nobody can tell what it was told, so that nothing is removed")
        .isPresent();
  }

  @Test
  void nobody_is_told_durably_of_what_is_not_recorded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurableSubscriber.of("x", EventSelector.matching("system.*")))
        .withMessageContaining("is recorded");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DurableSubscriber.of(" ", EventSelector.ALL));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new DurableSubscriber("x", EventSelector.ALL, DurableSubscriber.Begin.NOW, 1_001));
  }

  @Test
  void what_a_subscriber_was_not_told_while_it_was_away_is_not_cleaned_up() throws Exception {
    process().start(everything(), this::keep).close();
    Story missed = closed();
    advance(Duration.ofDays(3));
    cleanUp();
    assertThat(isRemoved(missed)).isFalse();

    DurableSubscription back = process().start(everything(), this::keep);
    assertThat(told(missed.log().size())).isEqualTo(missed.log());
    // The place is moved on behind the handling; closing waits for that.
    back.close();
    // Those of other tests may be in this store, too.
    advance(AWAY_TOO_LONG);
    cleanUp();

    assertThat(isRemoved(missed)).isTrue();
  }

  @Test
  void who_was_told_nothing_yet_is_waited_for_from_its_beginning_on() {
    Story story = closed();
    DurableSubscription failing =
        process()
            .start(
                everything(),
                events -> {
                  throw new IllegalStateException("not now");
                });
    advance(Duration.ofDays(3));
    cleanUp();

    assertThat(isRemoved(story)).isFalse();
    failing.close();
  }

  @Test
  void who_has_been_away_for_a_month_is_waited_for_no_more() {
    process().start(everything(), this::keep).close();
    Story missed = closed();
    advance(AWAY_TOO_LONG);
    cleanUp();

    assertThat(isRemoved(missed)).isTrue();
  }

  @Test
  void who_had_nothing_to_do_for_a_month_is_waited_for_all_the_same() throws Exception {
    var counted = new CountedTransactions(persistence);
    DurableSubscribers idle = process(counted);
    idle.start(everything().fromNow(), this::keep);
    advance(AWAY_TOO_LONG);
    // One may have begun before that.
    counted.awaitMore(2);
    idle.close();
    Story missed = closed();
    advance(Duration.ofDays(3));
    cleanUp();

    assertThat(isRemoved(missed)).isFalse();
    process().start(everything(), this::keep);
    List<RecordedEvent> log = missed.log();
    assertThat(told(log.size())).isEqualTo(log);
  }

  private static final class CountedTransactions extends ForwardingPersistence {
    private final AtomicInteger done = new AtomicInteger();

    CountedTransactions(Persistence store) {
      super(store);
    }

    @Override
    public <T> T inTransaction(Function<UnitOfWork, T> work) {
      T result = super.inTransaction(work);
      done.incrementAndGet();
      return result;
    }

    void awaitMore(int transactions) {
      int wanted = done.get() + transactions;
      while (done.get() < wanted) {
        assertThat(Thread.interrupted()).as("told to end").isFalse();
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void that_what_it_was_told_last_is_removed_takes_nothing_from_what_comes_behind()
      throws Exception {
    Story last = closed();
    DurableSubscription subscription = process().start(everything(), this::keep);
    assertThat(told(last.log().size())).isEqualTo(last.log());
    subscription.close();
    advance(AWAY_TOO_LONG);
    cleanUp();
    assertThat(isRemoved(last)).isTrue();
    Story next = record("the model fails");

    process().start(everything(), this::keep);

    assertThat(told(next.log().size())).isEqualTo(next.log());
  }

  @Test
  void what_is_removed_where_a_subscriber_stands_costs_it_nothing_that_came_later()
      throws Exception {
    Story first = closed();
    DurableSubscription subscription = process().start(everything(), this::keep);
    assertThat(told(first.log().size())).isEqualTo(first.log());
    subscription.close();
    String place = persistence.reads().place(everything().key()).orElseThrow();
    Story later = record("the model fails");
    remove(first);
    assertThat(persistence.reads().isWithinLedger(place)).as("a cursor that is known").isFalse();

    process().start(everything(), this::keep);

    assertThat(told(later.log().size())).isEqualTo(later.log());
  }

  /** As clean-up does, which waits for subscribers. */
  private void remove(Story story) {
    begin(story);
    boolean done = false;
    while (!done) {
      done = persistence.inTransaction(work -> work.retention().remove(story.id(), 1_000));
    }
  }

  private void begin(Story story) {
    persistence.inTransaction(
        work -> {
          work.retention().begin(story.id());
          return true;
        });
  }
}
