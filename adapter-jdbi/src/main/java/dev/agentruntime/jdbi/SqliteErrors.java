package dev.agentruntime.jdbi;

import java.sql.SQLException;

/** What errors of SQLite mean. */
final class SqliteErrors {

  private SqliteErrors() {}

  static Trouble meaning(SQLException error) {
    return switch (error.getErrorCode() & 0xff) {
      case 3, 14 ->
          new Trouble.Lasting(
              "the file cannot be opened; you need the right to read and write it and its folder");
      case 5, 6 -> new Trouble.Passing("another process is writing to it");
      case 8 ->
          new Trouble.Lasting(
              "it can only be read; give yourself the right to write the file and its folder");
      case 10 -> new Trouble.Lasting("reading or writing the disk failed; check the disk");
      case 11 -> new Trouble.Lasting("the file is damaged; restore a backup");
      case 13 -> new Trouble.Full("the disk is full; make room");
      case 26 ->
          new Trouble.Lasting(
              "the file is no SQLite database, or it is damaged; name another file, or restore a"
                  + " backup");
      default ->
          new Trouble.Refused(
              "the database refused a statement (SQLite code " + error.getErrorCode() + ")");
    };
  }
}
