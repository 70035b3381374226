package dev.agentruntime.jdbi;

import java.io.IOException;
import java.sql.SQLException;

/** What can become of a call of a database, on whichever engine: a driver may say anything. */
enum Fault {
  /** The connection breaks before the call reaches the database. */
  LOST_BEFORE("the connection was lost", "08006", 0, true),

  /** The call is carried out, and its answer is lost with the connection. */
  LOST_AFTER("the connection was lost", "08006", 0, true),

  SERIALIZATION("could not serialize access", "40001", 0, false),

  DEADLOCK("deadlock detected", "40P01", 0, false),

  TIMEOUT("canceling statement due to statement timeout", "57014", 0, false),

  BUSY("database is locked", "", 5, false),

  FULL("database or disk is full", "53100", 13, false),

  IO_ERROR("disk I/O error", "58030", 10, false);

  private final String message;
  private final String state;
  private final int code;
  private final boolean breaks;

  Fault(String message, String state, int code, boolean breaks) {
    this.message = message;
    this.state = state;
    this.code = code;
    this.breaks = breaks;
  }

  /** Whether the connection is of no use any more. */
  boolean breaks() {
    return breaks;
  }

  SQLException thrown() {
    return new SQLException(message, state, code, new IOException("a test"));
  }
}
