package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.ApprovalRecord;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.audit.GetApprovalRecord;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows an approval as the log tells of it. */
@Command(
    name = "approval",
    description = {
      "Shows an approval from the request to the result: the rule that asked and the version of its"
          + " policy, who asked, voted and decided, the arguments as they were asked for and as"
          + " they were granted, the digest of what ran, and the entries that tell of it with their"
          + " links.",
      "What people and models wrote is in it."
    },
    footer = {
      "agent-runtime audit approval 0193f2c4-8d6e",
      "agent-runtime audit approval 0193f2c4-8d6e --format json | jq .executed_digest"
    })
final class AuditApprovalCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(paramLabel = "ID", description = "The approval; the beginning of its id is enough.")
  private String id = "";

  AuditApprovalCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(common, this::show);
  }

  private int show(AgentRuntime runtime) {
    var log = new AuditLog(runtime, common.next());
    ApprovalRecord record = record(runtime, log, LoggedIds.approval(log, id));
    if (format.isJson()) {
      idle.print(JsonLine.of(AuditJson.write(record)));
    } else {
      new ApprovalRecordForm(record).lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }

  private static ApprovalRecord record(AgentRuntime runtime, AuditLog log, ApprovalId approval) {
    try {
      return WrittenId.existing(() -> runtime.get(new GetApprovalRecord(Owner.LOCAL, approval)))
          .orElseThrow(() -> gone(approval));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw log.unreadable(e);
    }
  }

  /** Its entries were there a moment ago. */
  private static CommandFailure gone(ApprovalId approval) {
    return new CommandFailure(
        ExitCode.NOT_FOUND, "approval " + approval + " was cleaned up just now, with its session");
  }
}
