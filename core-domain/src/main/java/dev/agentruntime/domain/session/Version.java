package dev.agentruntime.domain.session;

/**
 * What the store knows of the session beside its state.
 *
 * @param position of the last recorded event; positions start at 1 and have no gaps
 * @param revision counts the writes of everybody but the lease's holder
 * @param generation counts the leases; a write under an older one is refused by the store
 */
public record Version(long position, long revision, long generation) {

  /** Before anything is recorded. */
  public static final Version NEW = new Version(0, 0, 0);
}
