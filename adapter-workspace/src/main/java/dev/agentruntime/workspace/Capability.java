package dev.agentruntime.workspace;

/**
 * Something that this machine gives to workspaces, or does not.
 *
 * @param detail for people: where it is, or what is lost without it and how to get it
 */
public record Capability(String name, State state, String detail) {

  /** How it stands. */
  public enum State {
    /** It works. */
    THERE,
    /** Things work without it, less well. */
    LACKING,
    /** The settings demand it and it does not work. */
    BROKEN
  }
}
