package dev.agentruntime.cli;

import java.util.Locale;

/** What a run does with approvals that nothing has decided. */
public enum ApprovalHandling {
  /** Asks the person at the terminal. */
  ASK,
  /** Takes decisions as JSON lines from standard input. */
  STDIN,
  /** Leaves them for a later decision and ends. */
  WAIT,
  /** Rejects them and goes on. */
  DENY,
  /** Ends at the first one. */
  FAIL;

  /** The name on the command line and in settings. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
