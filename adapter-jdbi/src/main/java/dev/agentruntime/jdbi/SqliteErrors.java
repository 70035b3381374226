package dev.agentruntime.jdbi;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** What errors of SQLite mean. */
final class SqliteErrors {

  static final String RESTORE =
      "stop what uses it and restore a backup (agent-runtime db restore FILE)";

  static final String DAMAGED = "the file is damaged; " + RESTORE;

  static final String NO_DATABASE =
      "the file is no SQLite database, or it is damaged; name another file, or restore a backup"
          + " (agent-runtime db restore FILE)";

  static final String READ_ONLY =
      "it can only be read; give yourself the right to write the file and its folder";

  private SqliteErrors() {}

  static Trouble meaning(SQLException error) {
    return switch (error.getErrorCode() & 0xff) {
      case 3, 14 ->
          new Trouble.Lasting(
              "the file cannot be opened; you need the right to read and write it and its folder");
      case 5, 6 -> new Trouble.Passing("another process is writing to it");
      case 8 -> new Trouble.Lasting(READ_ONLY);
      case 10 -> new Trouble.Lasting("reading or writing the disk failed; check the disk");
      case 11 -> new Trouble.Lasting(DAMAGED);
      case 13 -> new Trouble.Full("the disk is full; make room");
      case 26 -> new Trouble.Lasting(NO_DATABASE);
      default ->
          new Trouble.Refused(
              "the database refused a statement (SQLite code " + error.getErrorCode() + ")");
    };
  }

  /** Whether it is the file's content that is wrong. */
  static boolean isDamage(SQLException error) {
    return isDamagedPage(error) || (error.getErrorCode() & 0xff) == 26;
  }

  /** Whether it is a database, of which something is wrong. */
  static boolean isDamagedPage(SQLException error) {
    return (error.getErrorCode() & 0xff) == 11;
  }

  /**
   * Which connections are not used again. After a failed sync nobody knows what is on the disk, and
   * what a connection holds in memory may be something else.
   */
  static final class Eviction implements SQLExceptionOverride {
    @java.lang.Override
    public Override adjudicate(SQLException error) {
      boolean ofTheDisk = (error.getErrorCode() & 0xff) == 10;
      return ofTheDisk || isDamage(error) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
  }
}
