package dev.agentruntime.bootstrap;

import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.jdbi.JdbiPersistence;
import dev.agentruntime.jdbi.JdbiSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the store that is configured. */
final class Stores {

  private static final Logger LOG = LoggerFactory.getLogger(Stores.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private Stores() {}

  /** Opens it; what is missing of it is made. */
  static Persistence open(DatabaseUrl url) {
    return JdbiPersistence.open(settings(url));
  }

  /**
   * Opens it with pools that keep meters in this registry. One that is away is waited for: it may
   * have been started at the same time as whoever asks.
   *
   * @throws PersistenceException if it stays away, or if something has to be mended
   */
  static Persistence awaited(DatabaseUrl url, Object registry, Duration patience) {
    long began = System.nanoTime();
    JdbiSettings settings = settings(url).withPoolMeters(registry);
    boolean told = false;
    while (true) {
      try {
        return JdbiPersistence.open(settings);
      } catch (PersistenceException e) {
        boolean over = System.nanoTime() - began >= patience.toNanos();
        if (e.trouble() != PersistenceException.Trouble.AWAY || over) {
          throw e;
        }
        if (!told) {
          LOG.warn("{}; it is waited for, for {} seconds", e.getMessage(), patience.toSeconds());
          told = true;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /** Opens what is there, and makes nothing. */
  static Optional<Persistence> existing(DatabaseUrl url) {
    return JdbiPersistence.openExisting(settings(url)).map(Persistence.class::cast);
  }

  /** What is done to it as a whole; opens nothing yet. */
  static Maintenance maintenance(DatabaseUrl url) {
    return JdbiPersistence.maintenance(settings(url));
  }

  private static JdbiSettings settings(DatabaseUrl url) {
    return JdbiSettings.of(url, new UuidV7());
  }

  /** That a database is named and not there. */
  static Problem missing(Configuration.Database database) {
    return database
        .origin()
        .problem(
            finding(database.url())
                + "; check the name, or name another with --db."
                + " The first 'agent-runtime run' on a database makes it");
  }

  /** What to say of a place that holds no database. */
  static String finding(DatabaseUrl url) {
    return switch (url) {
      case DatabaseUrl.Sqlite file -> "there is no database at " + file.file();
      case DatabaseUrl.Postgres server -> "nothing was kept in " + server + " yet";
    };
  }
}
