package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalFilter;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.ListApprovals;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists approvals. */
@Command(
    name = "list",
    description = "Lists approvals, the newest first.",
    footer = {
      "agent-runtime approvals list",
      "agent-runtime approvals list --state all --session 0193f2c4",
      "agent-runtime approvals list --type deployment",
      "agent-runtime approvals list --format json | jq -r '.[] | [.approval_id, .digest] | @tsv'"
    })
final class ApprovalsListCommand implements Callable<Integer> {

  /** The states an approval can be in. */
  enum State {
    PENDING,
    APPROVED,
    REJECTED,
    EXPIRED,
    CANCELLED,
    ALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();
  @Mixin private final ApprovalSelection selection = new ApprovalSelection();

  @Option(
      names = "--state",
      defaultValue = "pending",
      paramLabel = "STATE",
      completionCandidates = Words.States.class,
      description = "pending, approved, rejected, expired, cancelled or all. Default: pending.")
  private State state = State.PENDING;

  ApprovalsListCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(common, runtime -> list(runtime, filter(runtime)));
  }

  private ApprovalFilter filter(AgentRuntime runtime) {
    return selection
        .in(runtime, common.next())
        .filter(
            state == State.ALL ? Optional.empty() : Optional.of(state.toString()),
            Optional.empty());
  }

  private int list(AgentRuntime runtime, ApprovalFilter filter) {
    List<ApprovalView> approvals = runtime.list(new ListApprovals(Owner.LOCAL, filter)).items();
    if (format.isJson()) {
      idle.print(
          JsonLine.of(
              new JsonArray(approvals.stream().<JsonValue>map(ApprovalForm::json).toList())));
    } else if (approvals.isEmpty()) {
      idle.surroundings().tell("there are no such approvals");
    } else {
      table(approvals).lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }

  private static Table table(List<ApprovalView> approvals) {
    var table = new Table("ID", "STATE", "TYPE", "AGENT", "SESSION", "WHAT");
    for (ApprovalView view : approvals) {
      var request = view.approval().request();
      table.row(
          view.approval().id().toString(),
          view.approval().state().id(),
          request.type().value(),
          request.agent().map(AgentName::value).orElse(""),
          view.session().map(SessionId::toString).orElse(""),
          ApprovalForm.summary(view.approval()));
    }
    return table;
  }
}
