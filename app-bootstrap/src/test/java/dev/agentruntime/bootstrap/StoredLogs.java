package dev.agentruntime.bootstrap;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.jdbi.JdbiPersistence;
import dev.agentruntime.jdbi.JdbiSettings;
import dev.agentruntime.testkit.Invariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the programs of a test recorded, looked at when they have ended. */
final class StoredLogs {

  private StoredLogs() {}

  /** All databases in that folder. */
  static void check(Path home) throws IOException {
    for (Path database : databases(home)) {
      check("sqlite:" + database);
    }
  }

  private static List<Path> databases(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(file -> file.toString().endsWith(".db")).toList();
    }
  }

  /** One database, by its address. */
  static void check(String database) {
    try (Persistence store = open(database)) {
      Invariants.checkAll(store);
    }
  }

  static Persistence open(String database) {
    return JdbiPersistence.open(JdbiSettings.of(DatabaseUrl.parse(database), new UuidV7()));
  }
}
