package dev.agentruntime.application.port;

import java.util.Optional;

/** A folder on which tools are executed. Nothing outside it is read or written. */
public interface Workspace extends ToolExecutor {

  /** What the project says to agents in its {@code AGENTS.md}, if it has one. Untrusted text. */
  Optional<String> projectInstructions();
}
