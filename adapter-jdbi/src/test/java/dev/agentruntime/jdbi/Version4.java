package dev.agentruntime.jdbi;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings a database back to what the fourth migration left, with what it holds. */
final class Version4 {

  private Version4() {}

  /** Long texts were kept once for all sessions. */
  static void of(Connection connection) throws SQLException {
    Version5.of(connection);
    try (Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "ALTER TABLE payloads RENAME TO payloads_of_sessions",
              "CREATE TABLE payloads (hash TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL)",
              "INSERT INTO payloads SELECT DISTINCT hash, text FROM payloads_of_sessions",
              "DROP TABLE payloads_of_sessions",
              "DELETE FROM agent_runtime_schema WHERE version = '5'")) {
        statement.execute(sql);
      }
    }
  }
}
