package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.domain.approval.ApprovalId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Waits for a decision. */
@Command(
    name = "wait",
    description = {
      "Waits until an approval is decided, expired or withdrawn, by whichever process, and tells by"
          + " its status what became of it."
    },
    exitCodeList = {
      "0:approved",
      "2:wrong usage",
      "3:undecided when --timeout was over",
      "4:no such approval",
      "5:not approved: rejected, expired or withdrawn",
      "7:configuration"
    },
    footer = {
      "agent-runtime approvals wait 0193f2c4-8d6e",
      "agent-runtime approvals wait 0193f2c4-8d6e --timeout 30m && ./deploy"
    })
final class ApprovalsWaitCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(paramLabel = "ID", description = "The approval; the beginning of its id is enough.")
  private String id = "";

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "Wait no longer than that, such as 90s or 2h; the approval stays as it is.")
  private Optional<Duration> timeout = Optional.empty();

  ApprovalsWaitCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(common, this::await);
  }

  private int await(AgentRuntime runtime) {
    ApprovalId approval = ApprovalIds.find(runtime, common.next(), id).approval().id();
    var deadline = new Deadline(timeout);
    if (new Outcome(runtime, approval).within(deadline).isEmpty() && deadline.left().isZero()) {
      throw new CommandFailure(
              ExitCode.TIMEOUT,
              "approval "
                  + approval
                  + " is still undecided after "
                  + Durations.whole(timeout.orElseThrow())
                  + " (--timeout)")
          .looking(common.next().approval(approval));
    }
    return new ApprovalResult(idle, format).tell(runtime, approval);
  }
}
