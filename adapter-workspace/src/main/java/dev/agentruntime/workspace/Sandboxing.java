package dev.agentruntime.workspace;

/** Whether commands of a workspace run in a sandbox. */
sealed interface Sandboxing {

  /** Nobody asked for it. */
  record Off() implements Sandboxing {}

  /** They do. */
  record On(Sandbox sandbox) implements Sandboxing {}

  /**
   * Somebody asked for it and it does not work here.
   *
   * @param required whether no command may run then
   */
  record Impossible(String why, boolean required) implements Sandboxing {}
}
