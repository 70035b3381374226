package dev.agentruntime.workspace;

/**
 * Something that this machine gives to workspaces, or does not.
 *
 * @param detail for people: where it is, or what is lost without it
 * @param advice what to do about it; empty where it is there
 */
public record Capability(String name, State state, String detail, String advice) {

  static Capability there(String name, String detail) {
    return new Capability(name, State.THERE, detail, "");
  }

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
