package dev.agentruntime.cli;

/**
 * What is done when the process is told to end (Ctrl-C, SIGTERM), until it is withdrawn. The
 * process ends by itself afterwards, with the status of the signal.
 */
final class Interruption {

  private final Thread hook;

  Interruption(Runnable action) {
    hook = Thread.ofPlatform().name("interruption").unstarted(action);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** From now on nothing is done. */
  void withdraw() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does its work.
    }
  }
}
