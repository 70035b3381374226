package dev.agentruntime.cli;

import dev.agentruntime.domain.approval.ApprovalDecision;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Approves with other arguments. */
@Command(
    name = "edit",
    description = "Lets it run with other arguments.",
    footer = {
      "agent-runtime approvals edit 0193f2c4-8d6e --arguments @edited.json",
      "agent-runtime approvals edit 0193f2c4-8d6e --arguments" + " '{\"outcome\":\"done\"}'"
    })
final class ApprovalsEditCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final Decider decider = new Decider();

  @Option(
      names = "--arguments",
      required = true,
      paramLabel = "JSON|@FILE",
      description =
          "All arguments of the tool as one JSON object, or @ and a file that holds it. For an"
              + " interrupted call: {\"outcome\":\"done\"}.")
  private String arguments = "";

  ApprovalsEditCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return decider.decide(
        idle,
        new ApprovalDecision.ApproveWithEdits(
            new JsonArgument("--arguments", arguments).read(idle.surroundings().folder())));
  }
}
