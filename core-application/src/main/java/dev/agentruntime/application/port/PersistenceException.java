package dev.agentruntime.application.port;

import org.jspecify.annotations.Nullable;

/**
 * The store does not answer, keeps refusing or is not one of ours. The message is fit for users.
 */
public final class PersistenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  /** What has to happen before the store can be used. */
  public enum Trouble {
    /** Nothing, but that it comes back: it is away, starting, or has too much to do. */
    AWAY,
    /** Somebody makes room: it can be read, and takes nothing. */
    FULL,
    /** Somebody mends it, or what names it. */
    BROKEN
  }

  /** One that somebody has to mend. */
  public PersistenceException(String message, @Nullable Throwable cause) {
    this(message, cause, Trouble.BROKEN);
  }

  public PersistenceException(String message, @Nullable Throwable cause, Trouble trouble) {
    super(message, cause);
    this.trouble = trouble;
  }

  public Trouble trouble() {
    return trouble;
  }
}
