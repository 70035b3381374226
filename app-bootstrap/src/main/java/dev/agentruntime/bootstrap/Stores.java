package dev.agentruntime.bootstrap;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.jdbi.JdbiPersistence;
import dev.agentruntime.jdbi.JdbiSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the store that is configured. */
final class Stores {

  private Stores() {}

  /** Opens it; the folder of a database file is made where it is missing. */
  static Persistence open(DatabaseUrl url) {
    if (url instanceof DatabaseUrl.Sqlite sqlite) {
      makeFolderOf(sqlite.file().toAbsolutePath());
    }
    return JdbiPersistence.open(JdbiSettings.of(url, new UuidV7()));
  }

  private static void makeFolderOf(Path file) {
    Path folder = file.resolveSibling("");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new PersistenceException(
          "the folder " + folder + " for the database cannot be made: " + e.getMessage(), e);
    }
  }
}
