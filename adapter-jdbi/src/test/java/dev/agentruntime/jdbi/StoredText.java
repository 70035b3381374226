package dev.agentruntime.jdbi;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Everything the tables of sessions hold, as text. */
final class StoredText {

  private static final List<String> TABLES =
      List.of(
          "sessions",
          "session_labels",
          "turns",
          "messages",
          "tool_calls",
          "approvals",
          "approval_policies",
          "events",
          "payloads",
          "idempotency_keys");

  private StoredText() {}

  static String of(Connection connection) throws SQLException {
    var all = new StringBuilder();
    try (Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
          append(rows, all);
        }
      }
    }
    return all.toString();
  }

  private static void append(ResultSet rows, StringBuilder all) throws SQLException {
    while (rows.next()) {
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        all.append(rows.getString(column)).append('\n');
      }
    }
  }
}
