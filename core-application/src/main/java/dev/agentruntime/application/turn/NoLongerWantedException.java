package dev.agentruntime.application.turn;

/** What was in hand was interrupted, because the session changed and it is no longer wanted. */
final class NoLongerWantedException extends Exception {

  private static final long serialVersionUID = 1L;

  NoLongerWantedException() {
    super("no longer wanted", null, false, false);
  }
}
