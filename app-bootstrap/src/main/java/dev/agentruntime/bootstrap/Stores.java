package dev.agentruntime.bootstrap;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.cli.InvalidConfigurationException.Problem;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.jdbi.JdbiPersistence;
import dev.agentruntime.jdbi.JdbiSettings;
import java.util.Optional;

/** Opens the store that is configured. */
final class Stores {

  private Stores() {}

  /** Opens it; what is missing of it is made. */
  static Persistence open(DatabaseUrl url) {
    return JdbiPersistence.open(settings(url));
  }

  /** Opens it with pools that keep meters in this registry. */
  static Persistence metered(DatabaseUrl url, Object registry) {
    return JdbiPersistence.open(settings(url).withPoolMeters(registry));
  }

  /** Opens what is there, and makes nothing. */
  static Optional<Persistence> existing(DatabaseUrl url) {
    return JdbiPersistence.openExisting(settings(url)).map(Persistence.class::cast);
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
