package dev.agentruntime.jdbi;

/** What a database's error means for a transaction. The texts are for people and name no secret. */
sealed interface Trouble {

  /** Nothing was committed, and another attempt may succeed. */
  record Passing(String reason) implements Trouble {}

  /**
   * The connection broke, or there never was one. Before the commit was sent nothing was committed;
   * after it, nobody knows.
   */
  record Lost(String reason) implements Trouble {}

  /**
   * Trying again does not help.
   *
   * @param advice what is wrong and what to do
   */
  record Lasting(String advice) implements Trouble {}

  /**
   * The statement does not fit the tables as they are. Trying again helps only while another
   * process is making them.
   */
  record Refused(String advice) implements Trouble {}

  /** Whether it is the same the next time, whatever others do. */
  default boolean isLasting() {
    return this instanceof Lasting;
  }

  /** What to say of it. */
  default String text() {
    return switch (this) {
      case Passing passing -> passing.reason() + "; try again later";
      case Lost lost -> lost.reason();
      case Lasting lasting -> lasting.advice();
      case Refused refused -> refused.advice();
    };
  }
}
