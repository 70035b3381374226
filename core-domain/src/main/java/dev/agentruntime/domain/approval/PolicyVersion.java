package dev.agentruntime.domain.approval;

import java.util.Locale;

/**
 * Which policy it is.
 *
 * @param number counts those of the same scope that were in force before; 0 where none is stored
 */
public record PolicyVersion(Scope scope, int number) {

  /** The one that holds where none is stored. */
  public static final PolicyVersion DEFAULT = new PolicyVersion(Scope.DEFAULT, 0);

  /** For what a policy holds. */
  public enum Scope {
    /** One session. */
    SESSION,
    /** Every session of its owner. */
    OWNER,
    /** Where nothing is stored. */
    DEFAULT;

    /** The name in stores and on wires. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A session's own. */
  public static PolicyVersion ofSession(int number) {
    return new PolicyVersion(Scope.SESSION, number);
  }

  /** An owner's. */
  public static PolicyVersion ofOwner(int number) {
    return new PolicyVersion(Scope.OWNER, number);
  }
}
