package dev.agentruntime.application.port;

/** What was to be recorded rests on a state that is no longer. Read again and decide again. */
public final class StaleSessionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StaleSessionException(String message) {
    super(message, null, false, false);
  }
}
