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

  /** After events up to this position were recorded. */
  public Version at(long last) {
    return new Version(last, revision, generation);
  }

  /** After somebody but the lease's holder wrote. */
  public Version nextRevision() {
    return new Version(position, revision + 1, generation);
  }

  /** After a lease was given out. */
  public Version nextGeneration() {
    return new Version(position, revision, generation + 1);
  }
}
