package dev.agentruntime.jdbi;

import dev.agentruntime.testkit.CountingIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A store in a file, with a clock that tests can put forward. */
final class TestSqlite {

  private final ShiftedClock clock = new ShiftedClock();

  JdbiPersistence in(Path folder) {
    return JdbiPersistence.open(
        new JdbiSettings(
            new DatabaseUrl.Sqlite(folder.resolve("runtime.db")),
            new CountingIds(),
            clock,
            Duration.ofSeconds(5),
            Optional.empty()));
  }

  void advance(Duration time) {
    clock.advance(time);
  }
}
