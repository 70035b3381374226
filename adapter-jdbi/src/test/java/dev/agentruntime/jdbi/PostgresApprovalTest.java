package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.ApprovalContract;
import dev.agentruntime.testkit.CountingIds;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresApprovalTest extends ApprovalContract {

  private static final ShiftedClock CLOCK = new ShiftedClock();
  private static DatabaseUrl.Postgres url;
  private static JdbiPersistence shared;

  @BeforeAll
  static void openShared() {
    url = TestPostgres.emptySchema();
    shared =
        JdbiPersistence.open(
            new JdbiSettings(url, new CountingIds(), CLOCK, Duration.ofSeconds(5)));
  }

  @AfterAll
  static void closeShared() {
    shared.close();
    TestPostgres.drop(url);
  }

  @Override
  protected Persistence open() {
    return shared;
  }

  @Override
  protected void release(Persistence used) {
    // Shared by all tests of the class: a schema takes longer to make than a test.
  }

  @Override
  protected void advance(Duration time) {
    CLOCK.advance(time);
  }
}
