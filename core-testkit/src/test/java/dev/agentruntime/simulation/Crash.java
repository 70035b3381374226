package dev.agentruntime.simulation;

/** Unwinds what a process that died was at. */
final class Crash extends Error {

  private static final long serialVersionUID = 1L;

  Crash() {
    super("this process is dead", null, false, false);
  }
}
