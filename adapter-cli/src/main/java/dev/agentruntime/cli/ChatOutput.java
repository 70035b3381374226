package dev.agentruntime.cli;

/** Shows a chat, whose answers are given turn by turn and not at its end. */
record ChatOutput(TextOutput shown) implements ForwardingOutput {

  @Override
  public void result(RunResult result) {
    // All of it was told.
  }
}
