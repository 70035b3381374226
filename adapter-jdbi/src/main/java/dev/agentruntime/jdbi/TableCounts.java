package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Maintenance;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables of a database that is only looked at. */
final class TableCounts {

  /** Those that grow; all of them are in the first version. */
  private static final List<String> TABLES =
      List.of("sessions", "events", "messages", "tool_calls", "approvals", "payloads");

  private TableCounts() {}

  static Maintenance.Tables of(Schema schema, Connection connection) throws SQLException {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (String table : TABLES) {
      rows.put(table, number(connection, "SELECT count(*) FROM " + table));
    }
    return new Maintenance.Tables(schema.version(), rows);
  }

  static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
