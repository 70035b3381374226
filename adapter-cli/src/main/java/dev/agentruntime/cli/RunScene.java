package dev.agentruntime.cli;

import java.util.Optional;

/** What a result is made from. */
record RunScene(SessionRun run, EventPages log, SessionStart.Started started, Heard heard) {

  /** The result as of now. */
  RunResult result(RunResult.Ending ending) {
    return new RunResult(
        Optional.of(started.session()),
        ending,
        RunResult.Work.of(log.after(started.shown()), run.pending())
            .with(Planned.after(started.shown(), log)));
  }
}
