package dev.agentruntime.application.port;

import org.jspecify.annotations.Nullable;

/**
 * The store does not answer, keeps refusing or is not one of ours. The message is fit for users.
 */
public final class PersistenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PersistenceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
