package dev.agentruntime.jdbi;

/** What a database's error means for a transaction. */
sealed interface Trouble {

  /** Nothing was committed, and another attempt may succeed. */
  record Passing(String reason) implements Trouble {}

  /**
   * The connection broke. Before the commit was sent nothing was committed; after it, nobody knows.
   */
  record Lost(String reason) implements Trouble {}

  /**
   * Trying again does not help.
   *
   * @param advice what to check, for people
   */
  record Lasting(String advice) implements Trouble {}
}
