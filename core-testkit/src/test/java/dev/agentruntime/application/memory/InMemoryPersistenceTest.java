package dev.agentruntime.application.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.PersistenceContract;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryPersistenceTest extends PersistenceContract {

  private final ShiftableClock clock = new ShiftableClock();

  @Override
  protected Persistence open() {
    return new InMemoryPersistence(clock, new CountingIds());
  }

  @Override
  protected void advance(Duration time) {
    clock.pass(time);
  }

  @Test
  void a_transaction_within_a_transaction_is_refused() {
    assertThatThrownBy(
            () -> persistence().inTransaction(work -> persistence().inTransaction(inner -> 1)))
        .isInstanceOf(PersistenceException.class)
        .hasMessageContaining("within another");
  }

  @Test
  void what_a_rolled_back_transaction_appended_is_not_seen_and_written_over() {
    Log<String> committed = Log.<String>empty().plus("a");
    committed.plus("rolled back");
    assertThat(committed.from(0, Integer.MAX_VALUE)).containsExactly("a");
    assertThat(committed.plus("b").from(0, 10)).containsExactly("a", "b");
    assertThat(committed.from(5, 10)).isEqualTo(List.of());
  }
}
