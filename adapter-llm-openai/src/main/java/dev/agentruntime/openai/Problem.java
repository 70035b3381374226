package dev.agentruntime.openai;

import dev.agentruntime.domain.session.FailureKind;
import java.time.Duration;
import java.util.Optional;

/**
 * Why a request brought no reply.
 *
 * @param message fit for users
 * @param handling what the adapter does about it
 */
record Problem(FailureKind kind, String message, Handling handling, Optional<Duration> askedWait) {

  /** What a problem says about the endpoint. */
  enum Handling {
    /** The endpoint is not well: counts for the circuit breaker, and asking again may help. */
    RETRY_UNWELL,
    /** The endpoint is not well, and asking again does not help. */
    UNWELL,
    /** The endpoint is well, but asks for patience. */
    RETRY,
    /** The endpoint is well, and the answer stays the same. */
    FINAL
  }

  static Problem of(FailureKind kind, Handling handling, String message) {
    return new Problem(kind, message, handling, Optional.empty());
  }

  /** Whether the same request may succeed later. */
  boolean isRetryable() {
    return handling == Handling.RETRY || handling == Handling.RETRY_UNWELL;
  }

  /** Whether it counts against the endpoint. */
  boolean isUnwell() {
    return handling == Handling.UNWELL || handling == Handling.RETRY_UNWELL;
  }

  /** The same, not to be tried again. */
  Problem last() {
    Handling last = isUnwell() ? Handling.UNWELL : Handling.FINAL;
    return new Problem(kind, message, last, askedWait);
  }

  /**
   * The same, after part of the reply was shown; it cannot be asked for again without showing it
   * twice.
   */
  Problem afterShowing() {
    return new Problem(
            FailureKind.CUT,
            "The reply broke off after part of it was shown. " + message,
            handling,
            Optional.empty())
        .last();
  }

  /** The same, to be tried again by the user after a wait that is too long for the call. */
  Problem askAfter(Duration wait) {
    return last().with("Ask again in " + Durations.spoken(wait) + ".");
  }

  /** The same with a remark at the end. */
  Problem with(String remark) {
    return new Problem(kind, message + " " + remark, handling, askedWait);
  }
}
