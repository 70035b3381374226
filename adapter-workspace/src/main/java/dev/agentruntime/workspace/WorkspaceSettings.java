package dev.agentruntime.workspace;

import java.util.Map;
import java.util.Set;

/**
 * How workspaces are run.
 *
 * @param environment the environment that commands are given a part of; usually that of this
 *     process
 * @param passedVariables names of variables that commands get beside the harmless ones; never name
 *     one that holds a secret, for whatever a command sees the model can see
 */
public record WorkspaceSettings(
    Map<String, String> environment, Set<String> passedVariables, SandboxSettings sandbox) {

  public WorkspaceSettings {
    environment = Map.copyOf(environment);
    passedVariables = Set.copyOf(passedVariables);
  }

  /**
   * Commands get the harmless part of this process's environment, and the sandbox where it works.
   */
  public static WorkspaceSettings ofThisProcess() {
    return new WorkspaceSettings(System.getenv(), Set.of(), SandboxSettings.DEFAULT);
  }
}
