package dev.agentruntime.jdbi;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What SQLite itself finds wrong with a file. */
final class SqliteIntegrity {

  private static final int MOST = 20;

  private SqliteIntegrity() {}

  /** Whether the pages hang together. Reads all of them, and compares no index with its table. */
  static boolean isWhole(Connection connection) throws SQLException {
    return findings(connection, "PRAGMA quick_check(1)").isEmpty();
  }

  static long pageSize(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA page_size")) {
      return row.getLong(1);
    }
  }

  /** Pages, indexes and conditions of rows; the first findings, none where all is well. */
  static List<String> ofPages(Connection connection) throws SQLException {
    return findings(connection, "PRAGMA integrity_check(" + MOST + ")");
  }

  private static List<String> findings(Connection connection, String check) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(check)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    } catch (SQLException e) {
      // Some damage is not told as a finding, but ends the check.
      if (!SqliteErrors.isDamage(e)) {
        throw e;
      }
      found.add("it cannot be read to its end");
    }
    return found.equals(List.of("ok")) ? List.of() : found;
  }

  /** Rows that refer to others which are not there; the first of them. */
  static List<String> ofReferences(Connection connection) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA foreign_key_check")) {
      while (found.size() < MOST && rows.next()) {
        found.add(
            "row %d of %s refers to what is not in %s"
                .formatted(
                    rows.getLong("rowid"), rows.getString("table"), rows.getString("parent")));
      }
    }
    return found;
  }
}
