package dev.agentruntime.application.port;

/** Opens workspaces. */
@FunctionalInterface
public interface Workspaces {

  /**
   * The workspace at this root.
   *
   * @param root absolute path of an existing folder
   * @throws IllegalArgumentException if it is none; the message says why
   */
  Workspace open(String root);
}
