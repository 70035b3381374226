package dev.agentruntime.jdbi;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** A database of either kind without the runtime's tables, for tests of how those come about. */
record AnyDatabase(Kind kind, DatabaseUrl url) implements AutoCloseable {

  enum Kind {
    SQLITE,
    POSTGRES
  }

  /** An empty one. */
  static AnyDatabase empty(Kind kind, Path folder) {
    return new AnyDatabase(
        kind,
        switch (kind) {
          case SQLITE -> new DatabaseUrl.Sqlite(folder.resolve("runtime.db"));
          case POSTGRES -> TestPostgres.emptySchema();
        });
  }

  Schema schema(Map<String, String> dialect) {
    return switch (kind) {
      case SQLITE ->
          new Schema(
              source(), url.toString(), dialect, Schema.SQLITE_TABLES, SqliteErrors::meaning);
      case POSTGRES ->
          new Schema(
              source(), url.toString(), dialect, Schema.POSTGRES_TABLES, PostgresErrors::meaning);
    };
  }

  Map<String, String> dialect() {
    return switch (kind) {
      case SQLITE -> SqliteEngine.DIALECT;
      case POSTGRES -> PostgresEngine.DIALECT;
    };
  }

  private DataSource source() {
    return switch (url) {
      case DatabaseUrl.Sqlite file -> {
        var source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file.file());
        yield source;
      }
      case DatabaseUrl.Postgres server -> {
        var source = new PGSimpleDataSource();
        source.setURL(server.jdbcUrl());
        server.credentials().user().ifPresent(source::setUser);
        server.credentials().password().ifPresent(source::setPassword);
        yield source;
      }
    };
  }

  Connection connect() throws SQLException {
    return switch (url) {
      case DatabaseUrl.Sqlite file -> DriverManager.getConnection("jdbc:sqlite:" + file.file());
      case DatabaseUrl.Postgres server -> TestPostgres.connect(server);
    };
  }

  /** One statement or several. */
  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      switch (kind) {
        case SQLITE -> statement.executeUpdate(sql);
        case POSTGRES -> statement.execute(sql);
      }
    }
  }

  /** The names of a table's columns; none where there is no such table. */
  List<String> columns(String table) throws SQLException {
    var names = new ArrayList<String>();
    try (Connection connection = connect();
        ResultSet rows =
            connection.getMetaData().getColumns(null, connection.getSchema(), table, null)) {
      while (rows.next()) {
        names.add(rows.getString("COLUMN_NAME"));
      }
    }
    return names;
  }

  @Override
  public void close() {
    if (url instanceof DatabaseUrl.Postgres server) {
      TestPostgres.drop(server);
    }
  }
}
