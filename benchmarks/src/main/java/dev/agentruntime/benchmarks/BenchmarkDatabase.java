package dev.agentruntime.benchmarks;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.jdbi.DatabaseUrl;
import dev.agentruntime.jdbi.JdbiPersistence;
import dev.agentruntime.jdbi.JdbiSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;

/**
 * A database to measure on: a SQLite file, or a PostgreSQL that is started for it where TEST_PG_URL
 * names none.
 *
 * @param url as the program takes it
 */
record BenchmarkDatabase(String url, Optional<EmbeddedPostgres> server) implements AutoCloseable {

  private static final ChatModel SILENT =
      (request, sink) -> {
        throw new IllegalStateException("nobody asks a model here");
      };

  /** Opens an empty one of that kind. */
  static BenchmarkDatabase open(String kind) throws IOException {
    if (kind.equals("sqlite")) {
      String file =
          Files.createTempDirectory("agent-runtime-benchmarks").resolve("runtime.db").toString();
      return new BenchmarkDatabase("sqlite:" + file, Optional.empty());
    }
    String given = System.getenv("TEST_PG_URL");
    if (given != null) {
      return new BenchmarkDatabase(given, Optional.empty());
    }
    EmbeddedPostgres started = EmbeddedPostgres.start();
    return new BenchmarkDatabase(
        "postgresql://postgres:postgres@localhost:" + started.getPort() + "/postgres",
        Optional.of(started));
  }

  /** A connection past the runtime. */
  Connection connect() throws SQLException {
    return switch (DatabaseUrl.parse(url)) {
      case DatabaseUrl.Sqlite sqlite -> DriverManager.getConnection("jdbc:sqlite:" + sqlite.file());
      case DatabaseUrl.Postgres postgres ->
          DriverManager.getConnection(
              "jdbc:postgresql://" + postgres.location(),
              postgres.credentials().user().orElse(null),
              postgres.credentials().password().orElse(null));
    };
  }

  /** A runtime on a database, which asks no model. */
  static AgentRuntime runtimeOn(String url) {
    return AgentRuntime.builder()
        .persistence(JdbiPersistence.open(JdbiSettings.of(DatabaseUrl.parse(url), new UuidV7())))
        .model(SILENT)
        .build();
  }

  @Override
  public void close() throws IOException {
    if (server.isPresent()) {
      server.get().close();
    }
  }
}
