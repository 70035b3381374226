package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.micrometer.PrometheusMeters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoresTest {

  private static PersistenceException thrown(String url, Duration patience) {
    try (var meters = new PrometheusMeters()) {
      return assertThatExceptionOfType(PersistenceException.class)
          .isThrownBy(() -> Stores.awaited(DatabaseUrl.parse(url), meters.registry(), patience))
          .actual();
    }
  }

  @Test
  void a_database_that_stays_away_is_waited_for_as_long_as_is_said() {
    long began = System.nanoTime();

    PersistenceException away =
        thrown("postgresql://u:p@127.0.0.1:1/nothing", Duration.ofSeconds(1));

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(away.trouble()).isEqualTo(PersistenceException.Trouble.AWAY);
    assertThat(away).hasMessageContaining("nothing listens there");
  }

  @Test
  void what_somebody_has_to_mend_is_not_waited_for(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(folder.resolve("no.db"), "this is no database at all ".repeat(99));

    PersistenceException broken = thrown("sqlite:" + file, Duration.ofHours(1));

    assertThat(broken.trouble()).isEqualTo(PersistenceException.Trouble.BROKEN);
  }
}
