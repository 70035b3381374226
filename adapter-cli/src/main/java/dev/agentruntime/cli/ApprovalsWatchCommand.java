package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows approvals. */
@Command(
    name = "watch",
    description = {
      "Tells of every approval that is pending, and then of each that comes, is voted on or"
          + " decided, as it happens, a line each, until Ctrl-C."
    },
    footer = {
      "agent-runtime approvals watch",
      "agent-runtime approvals watch --type deployment --format json | ./notify",
      "agent-runtime approvals watch --once --format json | jq -r .approval_id"
    })
final class ApprovalsWatchCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();
  @Mixin private final ApprovalSelection selection = new ApprovalSelection();

  @Option(names = "--once", description = "End after the first one that is pending.")
  private boolean once;

  ApprovalsWatchCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(common, this::watch);
  }

  private int watch(AgentRuntime runtime) {
    var watch = new ApprovalWatch(runtime, selection.in(runtime, common.next()), once);
    try {
      watch.run((type, view) -> idle.print(WatchedForm.of(format, type, view)));
      return ExitCode.DONE.status();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.CANCELLED.status();
    }
  }
}
