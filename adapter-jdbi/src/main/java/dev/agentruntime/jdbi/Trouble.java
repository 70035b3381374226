package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.PersistenceException;
import org.jspecify.annotations.Nullable;

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

  /** It took so long that nobody waits for another attempt; later it may succeed. */
  record Overdue(String advice) implements Trouble {}

  /** There is no room to write anything; reading goes on. */
  record Full(String advice) implements Trouble {}

  /**
   * The statement does not fit the tables as they are. Trying again helps only while another
   * process is making them.
   */
  record Refused(String advice) implements Trouble {}

  /** Whether it is the same, or takes as long, the next time, whatever others do. */
  default boolean isLasting() {
    return switch (this) {
      case Lasting lasting -> true;
      case Full full -> true;
      case Overdue overdue -> true;
      case Passing passing -> false;
      case Lost lost -> false;
      case Refused refused -> false;
    };
  }

  /** What to throw where it is not tried again. */
  default PersistenceException exception(String beginning, @Nullable Throwable cause) {
    return new PersistenceException(
        beginning + text(),
        cause,
        switch (this) {
          case Passing passing -> PersistenceException.Trouble.AWAY;
          case Lost lost -> PersistenceException.Trouble.AWAY;
          case Overdue overdue -> PersistenceException.Trouble.AWAY;
          case Full full -> PersistenceException.Trouble.FULL;
          case Lasting lasting -> PersistenceException.Trouble.BROKEN;
          case Refused refused -> PersistenceException.Trouble.BROKEN;
        });
  }

  /** What to say of it. */
  default String text() {
    return switch (this) {
      case Passing passing -> passing.reason() + "; try again later";
      case Lost lost -> lost.reason();
      case Lasting lasting -> lasting.advice();
      case Overdue overdue -> overdue.advice();
      case Full full -> full.advice();
      case Refused refused -> refused.advice();
    };
  }
}
