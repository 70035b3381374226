package dev.agentruntime.cli;

/** How a command ends, for whoever started it. Numbers are for ever. */
enum ExitCode {
  /** It is done; a rejection by a person or a script is a decision like any other. */
  DONE(0, "done"),
  /** The agent or the model failed. */
  FAILED(1, "the agent or the model failed"),
  /** The command line cannot be understood. */
  USAGE(2, "wrong usage"),
  /** It took too long. */
  TIMEOUT(3, "timeout"),
  /** There is no such session or approval. */
  NOT_FOUND(4, "no such session"),
  /** An approval is undecided, or the mode denied one, or a question waits for its answer. */
  UNDECIDED(5, "stopped by an undecided approval or question, or one denied by mode"),
  /** A limit ended the turn. */
  LIMIT(6, "a limit was reached"),
  /** The configuration is wrong, or the model refused the key. */
  CONFIGURATION(7, "configuration or authentication"),
  /** A person cancelled the turn, as a process that SIGINT ends. */
  CANCELLED(130, "cancelled by Ctrl-C or ended by SIGINT; the session can be resumed");

  private final int status;
  private final String meaning;

  ExitCode(int status, String meaning) {
    this.status = status;
    this.meaning = meaning;
  }

  int status() {
    return status;
  }

  String meaning() {
    return meaning;
  }
}
