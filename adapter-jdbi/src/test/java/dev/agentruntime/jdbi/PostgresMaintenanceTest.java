package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.PersistenceException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresMaintenanceTest {

  private final DatabaseUrl.Postgres url = TestPostgres.emptySchema();
  private final Maintenance maintenance =
      JdbiPersistence.maintenance(TestStore.settings(url, Duration.ofSeconds(5)));

  @AfterEach
  void drop() {
    TestPostgres.drop(url);
  }

  @Test
  void the_status_counts_and_makes_nothing() throws Exception {
    assertThat(maintenance.status().tables()).isEmpty();
    maintenance.migrate();
    assertThat(maintenance.status().tables()).isEmpty();

    try (JdbiPersistence store = TestStore.open(url)) {
      new TestStore(store).create();
      assertThat(maintenance.status().users())
          .singleElement()
          .asString()
          .endsWith(" connections of agent-runtime programs");
    }
    try (Connection connection = TestPostgres.connect(url)) {
      Version5.of(connection);
    }

    Maintenance.Tables tables = maintenance.status().tables().orElseThrow();
    assertThat(tables.schema()).isEqualTo(new Maintenance.SchemaVersion("5", "9", 4, false));
    assertThat(tables.rows()).containsEntry("sessions", 1L).containsEntry("events", 1L);
    assertThat(maintenance.status().bytes()).isPositive();

    maintenance.migrate();
    assertThat(maintenance.status().tables().orElseThrow().schema().found()).isEqualTo("9");
    assertThat(maintenance.damage()).isEqualTo(Maintenance.Damage.NONE);
  }

  @Test
  void backups_are_made_by_the_servers_own_tools() {
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> maintenance.backUp(Path.of("x"), false))
        .withMessageContaining("pg_dump --format=custom")
        .withMessageContaining("docs/operations.md");
    assertThatExceptionOfType(PersistenceException.class)
        .isThrownBy(() -> maintenance.restore(Path.of("x")))
        .withMessageContaining("pg_restore")
        .withMessageNotContaining("postgres:postgres");
  }
}
