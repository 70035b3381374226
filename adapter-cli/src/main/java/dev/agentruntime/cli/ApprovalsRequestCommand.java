package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for something that is no tool call. */
@Command(
    name = "request",
    description = {
      "Asks people for something that is no tool call: a plan, a deployment, anything. The policy"
          + " is asked first, and people where it does not decide.",
      "Prints the approval's id and state. With --wait it ends once it is decided, by whichever"
          + " process: approvals approve elsewhere, or the server."
    },
    exitCodeList = {
      "0:approved",
      "2:wrong usage",
      "4:no such session",
      "5:not approved: undecided, rejected, expired or withdrawn",
      "7:configuration"
    },
    footer = {
      "agent-runtime approvals request deployment shop-2.4 --wait --timeout 1h --reason 'release'"
          + " --details '{\"target\":\"shop\",\"version\":\"2.4\",\"environment\":\"production\"}'",
      "agent-runtime approvals request plan 'Split the module' --details @plan.json -s 0193f2c4",
      "agent-runtime approvals request purchase licence --details '{\"amount\":120}' && ./buy"
    })
final class ApprovalsRequestCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(
      index = "0",
      paramLabel = "TYPE",
      completionCandidates = Words.RequestTypes.class,
      description = "What kind of thing it is: plan, deployment, or a name of your own.")
  private String type = "";

  @Parameters(index = "1", paramLabel = "SUBJECT", description = "What is asked for, in a line.")
  private String subject = "";

  @Option(
      names = "--details",
      paramLabel = "JSON|@FILE",
      defaultValue = "{}",
      description =
          "What rules and people are to know of it, as a JSON object, or @ and a file that holds"
              + " one.")
  private String details = "{}";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why people are asked. Default: the reason of the rule that asks.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description =
          "After which it expires undecided, such as 30m or 2d. Default: what the rule says, or"
              + " never.")
  private Optional<Duration> timeout = Optional.empty();

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description =
          "The session it belongs to; the beginning of its id is enough. Default: it stands alone.")
  private Optional<String> session = Optional.empty();

  @Option(names = "--wait", description = "Wait until it is decided, expired or withdrawn.")
  private boolean wait;

  ApprovalsRequestCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    JsonObject object = new JsonArgument("--details", details).read(idle.surroundings().folder());
    var wanted = new RequestApproval.Wanted(ApprovalTypes.own("TYPE", type), subject, object);
    requirePossible();
    return idle.use(common, session.isEmpty(), runtime -> request(runtime, wanted));
  }

  private void requirePossible() {
    if (timeout.isPresent() && !ApprovalTerms.isTimeout(timeout.get())) {
      throw CommandFailure.usage("--timeout: it takes 1 second to 365 days");
    }
  }

  private int request(AgentRuntime runtime, RequestApproval.Wanted wanted) {
    var ids = new SessionIds(runtime, common.next());
    ApprovalId id =
        runtime.request(
            new RequestApproval(
                Owner.LOCAL,
                session.map(ids::find),
                wanted,
                new Petition(reason, timeout, Optional.of(TerminalDesk.person().name()))));
    ApprovalView view = runtime.get(new GetApproval(Owner.LOCAL, id));
    if (view.approval().isPending()) {
      idle.surroundings().tell("to decide:");
      common.next().decide(view).forEach(idle.surroundings()::tell);
      if (wait) {
        new Outcome(runtime, id).within(Deadline.NEVER);
      }
    }
    return new ApprovalResult(idle, format).tell(runtime, id);
  }
}
