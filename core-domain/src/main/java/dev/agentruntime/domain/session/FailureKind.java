package dev.agentruntime.domain.session;

import java.util.Locale;

/** Why a turn failed. */
public enum FailureKind {
  /** The endpoint refused the key or the account. */
  AUTHENTICATION,
  /** The endpoint refused the request, the model or the address. */
  REJECTED,
  /** The endpoint cannot be reached, is overloaded or answered with an error. */
  UNAVAILABLE,
  /** The endpoint took too long. */
  TIMEOUT,
  /** The reply ended in the middle, after part of it was shown. */
  CUT,
  /** The model sent unusable tool arguments several times in a row. */
  MALFORMED_CALLS,
  /** The script has no reply left. */
  SCRIPT_EXHAUSTED,
  /** A defect or a broken environment of the runtime itself. */
  INTERNAL;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether sending the message again may help without anything being mended first. */
  public boolean isRetryable() {
    return this == UNAVAILABLE || this == TIMEOUT || this == CUT;
  }
}
