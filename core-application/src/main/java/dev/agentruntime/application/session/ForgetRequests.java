package dev.agentruntime.application.session;

/**
 * Forgets requests whose keys expired: what comes again after that is a request of its own.
 *
 * @param most at most this many in a transaction
 */
public record ForgetRequests(int most) {

  /** Few enough for others not to notice. */
  public static final ForgetRequests SOME = new ForgetRequests(1_000);
}
