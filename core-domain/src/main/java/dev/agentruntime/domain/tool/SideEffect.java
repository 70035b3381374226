package dev.agentruntime.domain.tool;

/**
 * What a tool does to the world. It decides order (only reads run in parallel) and what happens to
 * a call that a crash interrupted.
 */
public enum SideEffect {
  /** Changes nothing: may run in parallel with its neighbours and run again after a crash. */
  READ,
  /** Changes files: after a crash the files' hashes tell whether it was done. */
  EDIT,
  /** Does anything at all: after a crash only a person knows whether it may run again. */
  COMMAND,
  /**
   * Steers the session itself and touches nothing outside; performed by the session, never
   * executed.
   */
  CONTROL
}
