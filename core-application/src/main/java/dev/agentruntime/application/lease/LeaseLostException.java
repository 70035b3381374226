package dev.agentruntime.application.lease;

/** The lease is lost or about to be; whatever is in hand must be dropped. */
public final class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public LeaseLostException(String message) {
    super(message, null, false, false);
  }
}
