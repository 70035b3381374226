package dev.agentruntime.cli;

/**
 * What is done when the process is told to end (Ctrl-C, SIGTERM) while this is open. The process
 * ends by itself afterwards, with the status of the signal.
 */
final class Interruption implements AutoCloseable {

  private final Thread hook;

  Interruption(Runnable action) {
    hook = Thread.ofPlatform().name("interruption").unstarted(action);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does its work.
    }
  }
}
