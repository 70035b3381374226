package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.RollBackPolicy;
import dev.agentruntime.domain.session.Owner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes back to an earlier policy. */
@Command(
    name = "rollback",
    description = "Puts an earlier version of a policy in force again, as a new version.",
    footer = {
      "agent-runtime policy rollback 3",
      "agent-runtime policy rollback 1 -s 0193f2c4 --reason 'too strict'"
    })
final class PolicyRollbackCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final PolicyChange change = new PolicyChange();

  @Parameters(
      paramLabel = "VERSION",
      description =
          "The version to go back to; 0 for the default, where it is the policy of all sessions.")
  private int version;

  PolicyRollbackCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    boolean first = version == 0 && !change.target().isSession();
    return idle.use(
        change.common(),
        first,
        runtime -> change.make(idle, () -> runtime.rollBack(back(runtime))));
  }

  private RollBackPolicy back(AgentRuntime runtime) {
    return new RollBackPolicy(
        Owner.LOCAL,
        change.target().in(runtime, change.common().next()),
        version,
        change.expected(),
        change.signature());
  }
}
