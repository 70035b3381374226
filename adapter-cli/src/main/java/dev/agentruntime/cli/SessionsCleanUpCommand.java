package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.session.CleanUp;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Removes old sessions for good. */
@Command(
    name = "clean-up",
    description = {
      "Removes old sessions for good, with their logs: those that are closed or deleted, and"
          + " requests that stood alone once they are decided. Nothing that is open or waits is"
          + " removed.",
      "Asks first where somebody is there; --yes answers in advance."
    },
    footer = {
      "agent-runtime sessions clean-up --older-than 90d",
      "agent-runtime sessions clean-up --older-than 30d --yes"
    })
final class SessionsCleanUpCommand implements Callable<Integer> {

  /** Sessions of one call of the runtime, which tells nothing until it is done with them. */
  private static final int BATCH = 1_000;

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--older-than",
      required = true,
      paramLabel = "DURATION",
      description = "What nobody touched for that long, such as 90d.")
  private Duration olderThan = Duration.ZERO;

  @Option(
      names = {"-y", "--yes"},
      description = "Remove without asking.")
  private boolean yes;

  SessionsCleanUpCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(common, this::cleanUp);
  }

  private int cleanUp(AgentRuntime runtime) {
    if (!yes && !confirmed()) {
      idle.surroundings().tell("nothing was removed");
      return ExitCode.FAILED.status();
    }
    int removed = 0;
    int more;
    do {
      more = runtime.cleanUp(new CleanUp(olderThan, BATCH));
      removed += more;
    } while (more == BATCH);
    idle.print("removed " + Count.of(removed, "session"));
    return ExitCode.DONE.status();
  }

  private boolean confirmed() {
    Surroundings around = idle.surroundings();
    if (!around.isAttended()) {
      throw CommandFailure.usage("nobody is there to confirm the removal; give --yes");
    }
    return Confirmation.given(
        around, "remove for good what nobody touched for " + olderThan.toDays() + " days?");
  }
}
