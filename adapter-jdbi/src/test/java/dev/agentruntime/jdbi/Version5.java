package dev.agentruntime.jdbi;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings a database back to what the fifth migration left, with what it holds. */
final class Version5 {

  private Version5() {}

  /** Events had no link and told nothing beside their data. */
  static void of(Connection connection) throws SQLException {
    Version6.of(connection);
    try (Statement statement = connection.createStatement()) {
      for (String index : List.of("type", "time", "call", "approval", "decider")) {
        statement.execute("DROP INDEX events_by_" + index);
      }
      for (String column :
          List.of("type", "agent", "call_id", "approval_id", "decider", "trace", "link")) {
        statement.execute("ALTER TABLE events DROP COLUMN " + column);
      }
      statement.execute("ALTER TABLE tool_calls DROP COLUMN tool");
      statement.execute("DELETE FROM agent_runtime_schema WHERE version = '6'");
    }
  }
}
