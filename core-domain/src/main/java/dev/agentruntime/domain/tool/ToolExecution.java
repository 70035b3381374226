package dev.agentruntime.domain.tool;

/** Who executes a call. */
public enum ToolExecution {
  /** The connected client, usually an IDE. */
  CLIENT,
  /** The runtime itself, on a local folder. */
  WORKSPACE
}
