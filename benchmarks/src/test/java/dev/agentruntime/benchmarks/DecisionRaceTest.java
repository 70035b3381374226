package dev.agentruntime.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.benchmarks.DecisionRace.Result;
import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A share of the race; checks/decision-race has the whole. */
@Timeout(300)
class DecisionRaceTest {

  private static final int SHARE = 300;

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void of_two_processes_that_decide_at_once_one_wins_each_time(String database)
      throws IOException, InterruptedException {
    Result result = DecisionRace.race(database, SHARE);

    assertThat(result.decisions()).isEqualTo(SHARE);
    assertThat(result.twice()).isZero();
    assertThat(result.lost()).isZero();
  }
}
