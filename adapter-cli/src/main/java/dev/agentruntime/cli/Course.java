package dev.agentruntime.cli;

/** What is done with a session once it is open. */
interface Course {

  /** It is told something where there is something to tell, and runs as far as it goes. */
  Course RUN =
      (scene, ctrlC) -> {
        ctrlC.arm();
        scene.started().text().ifPresent(text -> scene.run().say(text, scene.started().agent()));
        return scene.run().goOn();
      };

  /** Does it. */
  RunResult.Ending follow(RunScene scene, CtrlC ctrlC) throws InterruptedException;

  /** Whether a person speaks, so that no script does and no time for the whole is set. */
  default boolean isTalk() {
    return false;
  }
}
