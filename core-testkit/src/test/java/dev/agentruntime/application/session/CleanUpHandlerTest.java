package dev.agentruntime.application.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.bus.DurableSubscriber;
import dev.agentruntime.application.job.JobTurn;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.ShiftableClock;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens between a session being found and its turn to be removed. */
class CleanUpHandlerTest {

  private static final CleanUp COMMAND = new CleanUp(Duration.ofDays(1), 10);

  private final ShiftableClock clock = new ShiftableClock();
  private final UuidV7 ids = new UuidV7();
  private final InMemoryPersistence store = new InMemoryPersistence(clock, ids);
  private final Story closed =
      Story.begin(store, ids, Owner.LOCAL, Workshop.settings())
          .outside((session, moment) -> session.close(moment));

  private int cleanUp(Runnable meanwhile) {
    clock.pass(Duration.ofDays(2));
    return new CleanUpHandler(store).handle(COMMAND, beginning(meanwhile));
  }

  private static JobTurn beginning(Runnable meanwhile) {
    return new JobTurn() {
      @Override
      public void begins() {
        meanwhile.run();
      }

      @Override
      public void keeps(UnitOfWork work) {}
    };
  }

  @Test
  void a_session_that_was_found_is_removed() {
    assertThat(cleanUp(() -> {})).isOne();
    assertThat(store.reads().stored(closed.id())).isEmpty();
  }

  @Test
  void a_session_that_its_owner_deletes_meanwhile_stays_for_as_long_as_any_other() {
    int removed = cleanUp(() -> closed.outside((session, moment) -> session.delete(moment)));

    assertThat(removed).isZero();
    assertThat(store.reads().events(closed.id(), 0, 10)).hasSameSizeAs(closed.log());
    assertThat(cleanUp(() -> {})).isOne();
  }

  @Test
  void a_subscriber_that_comes_meanwhile_is_told_all_of_it_first() {
    String key = DurableSubscriber.PREFIX + "late";
    int removed =
        cleanUp(
            () ->
                store.inTransaction(
                    work -> {
                      work.subscribers()
                          .advance(key, Optional.empty(), store.reads().ledgerStart());
                      work.subscribers().seen(key);
                      return true;
                    }));

    assertThat(removed).isZero();
    assertThat(store.reads().stored(closed.id())).isPresent();
  }
}
