package dev.agentruntime.application.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.ForwardingPersistence;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The durable subscribers of one process beside each other. */
@Timeout(60)
class DurableSubscribersTest {

  private static final Duration SHORT = Duration.ofMillis(250);

  private final InMemoryPersistence store = new InMemoryPersistence();
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private final List<DurableSubscribers> processes = new ArrayList<>();
  private DurableSubscribers process = process(store, Duration.ofSeconds(5));

  private DurableSubscribers process(Persistence connection, Duration patience) {
    var made =
        new DurableSubscribers(
            new EventFeed(connection.reads()),
            connection,
            new DurableSubscribers.Rhythm(Duration.ofMillis(5), Duration.ofHours(1), patience));
    processes.add(made);
    return made;
  }

  @AfterEach
  void end() {
    processes.forEach(DurableSubscribers::close);
  }

  private void record() {
    Story.begin(store, new CountingIds(), Owner.LOCAL, Workshop.settings())
        .outside((session, moment) -> session.close(moment));
  }

  private static DurableSubscriber named(String name) {
    return DurableSubscriber.of(name, EventSelector.ALL);
  }

  /** One that was told something, so that its thread is known. */
  private DurableSubscription idle(String name) {
    var told = new CountDownLatch(1);
    DurableSubscription subscription =
        process.start(
            named(name),
            events -> {
              threads.put(name, Thread.currentThread());
              told.countDown();
            });
    Gate.await(told, name + " was told nothing");
    return subscription;
  }

  @Test
  void no_two_of_a_process_have_one_name() {
    DurableSubscription first = process.start(named("ann"), events -> {});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> process.start(named("ann"), events -> {}))
        .withMessage("there is a durable subscriber named ann already");

    first.close();
    DurableSubscription second = process.start(named("ann"), events -> {});
    first.close();

    assertThatIllegalArgumentException()
        .as("the first has nothing to do with it any more")
        .isThrownBy(() -> process.start(named("ann"), events -> {}));
    second.close();
  }

  @Test
  void who_could_not_be_started_leaves_its_name_free() {
    var away = new AtomicBoolean(true);
    process =
        process(
            new ForwardingPersistence(store) {
              @Override
              public <T> T inTransaction(Function<UnitOfWork, T> work) {
                if (away.get()) {
                  throw new PersistenceException("the store is away", null);
                }
                return super.inTransaction(work);
              }
            },
            SHORT);
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> process.start(named("ann"), events -> {}));
    away.set(false);
    record();

    idle("ann");

    assertThat(threads).containsKey("ann");
  }

  @Test
  void the_name_of_a_listener_that_closes_its_own_subscription_is_free_in_the_end()
      throws Exception {
    record();
    var own = new CompletableFuture<DurableSubscription>();
    var closed = new CountDownLatch(1);
    own.complete(
        process.start(
            named("ann"),
            events -> {
              threads.put("once", Thread.currentThread());
              own.get(30, TimeUnit.SECONDS).close();
              closed.countDown();
            }));
    Gate.await(closed, "the listener waits for itself");
    assertThat(threads.get("once").join(Duration.ofSeconds(30))).isTrue();

    record();
    idle("ann");

    assertThat(threads).containsKey("ann");
  }

  @Test
  void the_name_of_one_that_comes_to_no_end_is_free_once_it_is_left_behind() {
    process = process(store, SHORT);
    record();
    var gate = new Gate();
    DurableSubscription stuck = process.start(named("ann"), events -> gate.passDeaf());
    gate.awaitReached();

    stuck.close();

    gate.awaitInterrupted();
    idle("ann");
    gate.open();
  }

  @Test
  void all_are_ended_before_anyone_is_waited_for() {
    record();
    var gate = new Gate();
    var failure = new AtomicReference<Throwable>();
    process.start(
        named("first"),
        events -> {
          gate.pass();
          try {
            threads.get("second").join();
          } catch (InterruptedException e) {
            failure.set(e);
          }
        });
    gate.awaitReached();
    idle("second");
    gate.open();

    process.close();

    assertThat(failure).as("was waited for while the second was not ended").hasNullValue();
    assertThatIllegalStateException().isThrownBy(() -> process.start(named("late"), events -> {}));
  }

  @Test
  void those_who_come_to_no_end_are_waited_for_together() {
    process = process(store, Duration.ofSeconds(1));
    record();
    List<Gate> gates = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      var gate = new Gate();
      gates.add(gate);
      process.start(named("stuck-" + i), events -> gate.pass());
    }
    gates.forEach(Gate::awaitReached);
    long begun = System.nanoTime();

    process.close();

    gates.forEach(Gate::awaitInterrupted);
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("twenty times as long, one after the other")
        .isLessThan(Duration.ofSeconds(10));
  }
}
