package dev.agentruntime.cli;

import dev.agentruntime.domain.approval.ApprovalDecision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Approves. */
@Command(
    name = "approve",
    description = "Lets exactly what is asked for run.",
    footer = "agent-runtime approvals approve 0193f2c4-8d6e")
final class ApprovalsApproveCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final Decider decider = new Decider();

  ApprovalsApproveCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return decider.decide(idle, new ApprovalDecision.Approve());
  }
}
