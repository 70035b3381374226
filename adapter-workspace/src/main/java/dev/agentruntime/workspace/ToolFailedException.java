package dev.agentruntime.workspace;

/** A tool cannot do what was asked. The message is for the model: what is wrong and what to try. */
final class ToolFailedException extends Exception {

  ToolFailedException(String message) {
    super(message);
  }
}
