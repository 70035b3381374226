package dev.agentruntime.domain.session;

/** Who may run a session's turns. Nobody else takes its lease. */
public sealed interface Runner {

  /** Any process: the tools are executed by the client. */
  record Any() implements Runner {}

  /**
   * Only a process on that host, which has the workspace and the model.
   *
   * @param host name of the machine
   * @param workspace absolute path of the workspace's root on it
   */
  record OnHost(String host, String workspace, ModelChoice model) implements Runner {}
}
