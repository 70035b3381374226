package dev.agentruntime.application.turn;

/** Another process runs the session now; whatever is in hand must be dropped. */
final class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LeaseLostException(String message) {
    super(message, null, false, false);
  }
}
