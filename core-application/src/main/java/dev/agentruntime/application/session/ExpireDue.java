package dev.agentruntime.application.session;

/**
 * Lets time take effect on what is due.
 *
 * @param most in at most this many sessions at once
 */
public record ExpireDue(int most) {

  /** As much as a sweep does at once. */
  public static final ExpireDue SOME = new ExpireDue(100);
}
