package dev.agentruntime.cli;

import dev.agentruntime.domain.approval.ApprovalDecision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rejects. */
@Command(
    name = "reject",
    description = "Does not let it run.",
    footer = "agent-runtime approvals reject 0193f2c4-8d6e --reason 'not this" + " file'")
final class ApprovalsRejectCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final Decider decider = new Decider();

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the agent is told.")
  private String reason = "";

  ApprovalsRejectCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return decider.decide(idle, new ApprovalDecision.Reject(reason));
  }
}
