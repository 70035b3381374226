package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.port.Maintenance.SchemaVersion;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Invariants;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations that do not come to their end: each is done as a whole or not at all. */
class FailedMigrationTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(AnyDatabase.Kind.class)
  void of_a_migration_that_fails_at_its_end_nothing_is_left(AnyDatabase.Kind kind)
      throws SQLException {
    try (AnyDatabase database = AnyDatabase.empty(kind, folder)) {
      var broken = new HashMap<>(database.dialect());
      broken.put("rates", "INSERT INTO nowhere VALUES (1)");

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> database.schema(broken).bringUpToDate())
          .withMessageContaining("cannot be made or migrated");

      assertThat(database.schema(database.dialect()).version())
          .isEqualTo(new SchemaVersion("2", "9", 7, false));
      assertThat(database.columns("turns"))
          .as("what the second one made")
          .contains("prompt_tokens");
      assertThat(database.columns("tool_calls")).as("of the third").doesNotContain("deadline");
      assertThat(database.columns("api_keys")).as("of the third").isEmpty();

      try (JdbiPersistence store = TestStore.open(database.url())) {
        assertThat(new TestStore(store).create()).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(AnyDatabase.Kind.class)
  void a_log_that_cannot_be_read_is_not_chained_in_part(AnyDatabase.Kind kind) throws SQLException {
    try (AnyDatabase database = AnyDatabase.empty(kind, folder)) {
      SessionId id;
      try (JdbiPersistence store = TestStore.open(database.url())) {
        id = TestStore.withEverything(store).id();
      }
      try (Connection connection = database.connect()) {
        Version5.of(connection);
      }
      database.execute("UPDATE events SET kind = kind || '.of.nobody' WHERE position = 3");

      assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> TestStore.open(database.url()))
          .withMessageContaining("cannot be made or migrated");

      assertThat(database.columns("events")).contains("data").doesNotContain("link", "type");
      assertThat(database.schema(database.dialect()).version().found()).isEqualTo("5");

      database.execute(
          "UPDATE events SET kind = replace(kind, '.of.nobody', '') WHERE position = 3");
      try (JdbiPersistence store = TestStore.open(database.url())) {
        Invariants.check(store, id);
      }
    }
  }
}
