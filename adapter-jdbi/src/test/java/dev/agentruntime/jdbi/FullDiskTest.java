package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that may not grow: SQLite says of it what it says of a disk without room. */
class FullDiskTest {

  @TempDir private Path folder;

  @Test
  void a_full_disk_is_read_and_takes_what_comes_when_there_is_room_again() {
    JdbiSettings settings =
        TestStore.settings(
            new DatabaseUrl.Sqlite(folder.resolve("sessions.db")), Duration.ofSeconds(5));
    Engine engine = JdbiPersistence.engine(settings);
    try (var store = new JdbiPersistence(engine, settings, Transactions::backOff)) {
      var test = new TestStore(store);
      SessionId id = test.create();
      mayGrowTo(engine, "(SELECT page_count FROM pragma_page_count)");

      PersistenceException full =
          assertThatExceptionOfType(PersistenceException.class)
              .isThrownBy(() -> TestStore.withLongText(store))
              .actual();

      assertThat(full.trouble()).isEqualTo(PersistenceException.Trouble.FULL);
      assertThat(full).hasMessageContaining("the disk is full; make room");
      assertThat(test.positions(id)).isEqualTo(List.of(1L));
      mayGrowTo(engine, "1000000");
      test.retitle(id, "room");
      assertThat(test.title(id)).isEqualTo("room");
      Invariants.checkAll(store);
    }
  }

  /** There is one connection that writes, and the limit is the connection's. */
  private static void mayGrowTo(Engine engine, String pages) {
    engine
        .writer()
        .useHandle(
            handle -> {
              int most = handle.createQuery("SELECT " + pages).mapTo(Integer.class).one();
              handle.execute("PRAGMA max_page_count = " + most);
            });
  }
}
