package dev.agentruntime.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Copies of a session's rows, under ids of their own: a large database in seconds.
 *
 * @param session the one that is copied
 */
record SessionCopies(Connection connection, String session) {

  /** An id of its own for each row; the shape is that of a UUID. */
  private static final String POSTGRES_ID = "gen_random_uuid()::text";

  private static final String SQLITE_ID =
      "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)),"
          + " 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))";

  void make(int copies) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE copies (new_id TEXT NOT NULL)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO copies VALUES (?)")) {
        for (int i = 0; i < copies; i++) {
          insert.setString(1, UUID.randomUUID().toString());
          insert.addBatch();
        }
        insert.executeBatch();
      }
      boolean isSqlite = connection.getMetaData().getURL().startsWith("jdbc:sqlite:");
      String freshId = isSqlite ? SQLITE_ID : POSTGRES_ID;
      copy(statement, "sessions", column -> column.equals("id") ? "new_id" : column);
      for (String table : List.of("payloads", "events", "approvals")) {
        copy(
            statement,
            table,
            column ->
                switch (column) {
                  case "session_id" -> "new_id";
                  case "id" -> freshId;
                  default -> column;
                });
      }
    }
  }

  private void copy(Statement statement, String table, UnaryOperator<String> value)
      throws SQLException {
    List<String> columns = columns(table);
    String key = table.equals("sessions") ? "id" : "session_id";
    statement.execute(
        "INSERT INTO %s (%s) SELECT %s FROM copies, %s WHERE %s = '%s'"
            .formatted(
                table,
                String.join(", ", columns),
                String.join(", ", columns.stream().map(value).toList()),
                table,
                key,
                session));
  }

  /** All but those that the database numbers itself. */
  private List<String> columns(String table) throws SQLException {
    var columns = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " WHERE 1 = 0")) {
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        String name = rows.getMetaData().getColumnName(i);
        if (!List.of("ledger", "transaction_number").contains(name)) {
          columns.add(name);
        }
      }
    }
    return columns;
  }
}
