package dev.agentruntime.jdbi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * A version of the tables that was released, with the rows of a session as it left them, as SQL
 * text. It is kept as it was written then; what migrations make of it is what users get.
 */
record ReleasedSchema(AnyDatabase.Kind kind, int version) {

  /** Those before are released; the later ones may still change. */
  static final int NEWEST = 5;

  private static final Path FOLDER = Path.of("src", "test", "resources", "released");
  private static final String MIGRATIONS = "migrations/";
  private static final String HISTORY = "agent_runtime_schema";

  /** As Flyway makes it there; SQLite tells by itself. */
  private static final String POSTGRES_HISTORY =
      """
      CREATE TABLE agent_runtime_schema (
        installed_rank INTEGER NOT NULL CONSTRAINT agent_runtime_schema_pk PRIMARY KEY,
        version VARCHAR(50),
        description VARCHAR(200) NOT NULL,
        type VARCHAR(20) NOT NULL,
        script VARCHAR(1000) NOT NULL,
        checksum INTEGER,
        installed_by VARCHAR(100) NOT NULL,
        installed_on TIMESTAMP NOT NULL DEFAULT now(),
        execution_time INTEGER NOT NULL,
        success BOOLEAN NOT NULL
      )\
      """;

  private Path file() {
    return FOLDER.resolve(kind.name().toLowerCase(Locale.ROOT) + "-" + version + ".sql");
  }

  /** What is kept of it. */
  String text() throws IOException {
    return Files.readString(file());
  }

  /** Writes it down anew, with the rows that a database of the newest version has. */
  void write(AnyDatabase newest, Path folder) throws IOException, SQLException {
    try (AnyDatabase old = AnyDatabase.empty(kind, Files.createDirectory(folder.resolve("old")))) {
      Flyway flyway =
          Flyway.configure(Schema.class.getClassLoader())
              .configuration(old.schema(old.dialect()).flyway().getConfiguration())
              .target(Integer.toString(version))
              .load();
      flyway.migrate();
      var text = new StringBuilder();
      Arrays.stream(flyway.info().applied())
          .filter(applied -> applied.getVersion() != null)
          .forEach(applied -> text.append(migration(applied.getScript(), old.dialect())));
      try (Connection oldest = old.connect();
          Connection latest = newest.connect()) {
        text.append(history(oldest)).append(";\n");
        copy(oldest, oldest, HISTORY, text);
        for (String table : tables(oldest)) {
          copy(oldest, latest, table, text);
        }
      }
      if (kind == AnyDatabase.Kind.POSTGRES) {
        text.append(
            "SELECT setval(pg_get_serial_sequence('events', 'ledger'),"
                + " (SELECT max(ledger) FROM events));\n");
      }
      Files.createDirectories(FOLDER);
      Files.writeString(file(), text);
    }
  }

  private static String migration(String script, Map<String, String> dialect) {
    try (InputStream stream = Schema.class.getResourceAsStream(MIGRATIONS + script)) {
      String text =
          new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, String> entry : dialect.entrySet()) {
        text = text.replace("${" + entry.getKey() + "}", entry.getValue());
      }
      return text.strip().replaceFirst(";?$", ";\n\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String history(Connection connection) throws SQLException {
    return switch (kind) {
      case POSTGRES -> POSTGRES_HISTORY;
      case SQLITE ->
          strings(
                  connection,
                  "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '" + HISTORY + "'")
              .getFirst();
    };
  }

  /** Sessions first: the others refer to them. */
  private List<String> tables(Connection connection) throws SQLException {
    List<String> names =
        strings(
            connection,
            switch (kind) {
              case SQLITE -> Schema.SQLITE_TABLES;
              case POSTGRES -> Schema.POSTGRES_TABLES;
            });
    return names.stream()
        .filter(name -> !name.equals(HISTORY))
        .sorted(
            Comparator.comparing((String name) -> !name.equals("sessions"))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static List<String> strings(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  /** The columns that it had then. */
  private static void copy(Connection then, Connection rows, String table, StringBuilder text)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    try (Statement statement = then.createStatement();
        ResultSet none = statement.executeQuery("SELECT * FROM " + table + " WHERE FALSE")) {
      for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
        columns.add(none.getMetaData().getColumnName(i));
      }
    }
    String names = String.join(", ", columns);
    String overriding =
        table.equals("events") && columns.contains("transaction_id")
            ? " OVERRIDING SYSTEM VALUE"
            : "";
    try (Statement statement = rows.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT DISTINCT " + names + " FROM " + table + " ORDER BY 1, 2")) {
      while (found.next()) {
        var values = new ArrayList<String>();
        for (int i = 1; i <= columns.size(); i++) {
          values.add(literal(found.getObject(i)));
        }
        text.append(
            "INSERT INTO %s (%s)%s VALUES (%s);\n"
                .formatted(table, names, overriding, String.join(", ", values)));
      }
    }
  }

  private static String literal(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case Number number -> number.toString();
      case Boolean flag -> flag.toString().toUpperCase(Locale.ROOT);
      default -> "'" + value.toString().replace("'", "''") + "'";
    };
  }

  @Override
  public String toString() {
    return kind + " " + version;
  }

  /** All of them. */
  static List<ReleasedSchema> all() {
    return Arrays.stream(AnyDatabase.Kind.values())
        .flatMap(
            kind ->
                IntStream.rangeClosed(1, NEWEST)
                    .mapToObj(version -> new ReleasedSchema(kind, version)))
        .toList();
  }
}
