package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.VerifyAudit;
import dev.agentruntime.application.audit.VerifyAuditHandler;
import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Databases of every released version, on both engines. The texts stand for what users have, so
 * they stay as they are; for a version that is released next, raise {@link ReleasedSchema#NEWEST}
 * and run this test with {@code -Dupdate.fixtures=VERSION}.
 */
class ReleasedSchemaTest {

  @TempDir private Path folder;

  static List<ReleasedSchema> released() {
    return ReleasedSchema.all();
  }

  @ParameterizedTest
  @MethodSource("released")
  void a_database_of_a_released_version_is_migrated_read_and_written_on(ReleasedSchema released)
      throws IOException, SQLException {
    if (Integer.getInteger("update.fixtures", 0) == released.version()) {
      write(released);
    }
    try (AnyDatabase database = AnyDatabase.empty(released.kind(), folder)) {
      database.execute(released.text());
      Maintenance maintenance =
          JdbiPersistence.maintenance(TestStore.settings(database.url(), Duration.ofSeconds(5)));
      Maintenance.Tables before = maintenance.status().tables().orElseThrow();
      assertThat(before.schema().found()).isEqualTo(Integer.toString(released.version()));
      assertThat(before.rows().get("events")).isGreaterThan(20);

      try (JdbiPersistence store =
          JdbiPersistence.open(JdbiSettings.of(database.url(), new UuidV7()))) {
        Invariants.checkAll(store);
        assertThat(new VerifyAuditHandler(store.reads()).handle(VerifyAudit.ALL).isSound())
            .isTrue();
        SessionId id = store.reads().stored(Optional.empty(), 1).getFirst().id();
        assertThat(Invariants.log(store, id).toString()).contains(TestStore.LONG_TEXT);
        assertThat(store.reads().transcript(id, 0, 100)).isNotEmpty();

        goesOn(store, id);

        assertThat(new TestStore(store).title(id)).isEqualTo("it goes on");
        Invariants.checkAll(store);
      }
      Maintenance.Tables after = maintenance.status().tables().orElseThrow();
      assertThat(after.schema().pending()).isZero();
      assertThat(after.rows().get("events")).isEqualTo(before.rows().get("events") + 1);
      assertThat(maintenance.damage()).isEqualTo(Maintenance.Damage.NONE);
    }
  }

  /** With ids that nothing has which is there. */
  private static void goesOn(JdbiPersistence store, SessionId id) {
    var ids = new UuidV7();
    store.inTransaction(
        work -> {
          Session locked = work.sessions().lock(id).orElseThrow();
          Session changed =
              locked.update(
                  locked.state().header().settings().withTitle("it goes on"),
                  new Moment(work.now(), ids));
          return work.sessions().save(changed, ids.get()).session();
        });
  }

  private void write(ReleasedSchema released) throws IOException, SQLException {
    Path newer = Files.createDirectory(folder.resolve("newer"));
    try (AnyDatabase database = AnyDatabase.empty(released.kind(), newer)) {
      try (JdbiPersistence store = TestStore.open(database.url())) {
        TestStore.withEverything(store);
      }
      released.write(database, folder);
    }
  }
}
