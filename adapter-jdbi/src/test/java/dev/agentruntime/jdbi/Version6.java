package dev.agentruntime.jdbi;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings a database back to what the sixth migration left, with what it holds. */
final class Version6 {

  private Version6() {}

  /** Nothing was derived from the log, and nobody was told. */
  static void of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table :
          List.of(
              "webhook_deliveries",
              "webhooks",
              "webhook_owners",
              "subscribers",
              "metrics",
              "agent_stretches",
              "partial_messages",
              "partial_readers",
              "jobs")) {
        statement.execute("DROP TABLE " + table);
      }
      statement.execute("DROP INDEX sessions_by_status");
      statement.execute("DROP INDEX sessions_idle");
      statement.execute("ALTER TABLE sessions DROP COLUMN format");
      statement.execute("DELETE FROM agent_runtime_schema WHERE version IN ('7', '8', '9')");
    }
  }
}
