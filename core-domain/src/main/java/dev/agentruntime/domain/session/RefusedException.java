package dev.agentruntime.domain.session;

/**
 * Carries a refusal out of a command, and rolls its transaction back. Adapters switch over {@link
 * #refusal()}, which is sealed.
 */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  /** Why. */
  public Refusal refusal() {
    return refusal;
  }
}
