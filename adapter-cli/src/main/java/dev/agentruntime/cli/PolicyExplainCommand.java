package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.CallCheck;
import dev.agentruntime.application.approval.CheckCall;
import dev.agentruntime.application.approval.ExplainApproval;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains a verdict. */
@Command(
    name = "explain",
    description = {
      "Says why something was asked, allowed or denied: the rule and the policy version that were"
          + " recorded then, and what each rule of the session's policy sees in it now.",
      "sessions export and approvals list show the ids."
    },
    footer = {
      "agent-runtime policy explain 0193f2c4-8d6e",
      "agent-runtime policy explain 0193f2c4-8d6e -s 0193f2c1 --format json"
    })
final class PolicyExplainCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(
      paramLabel = "ID",
      description = "An approval, or a tool call; the beginning of its id is enough.")
  private String id = "";

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description =
          "Where it is; the beginning of the session's id is enough. Default: it is looked for, the"
              + " newest sessions first.")
  private Optional<String> session = Optional.empty();

  PolicyExplainCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  /**
   * A verdict as it was recorded.
   *
   * @param ruling empty for requests that no policy was asked about
   */
  private record Recorded(String what, Optional<Ruling> ruling, Verdict.Explanation why) {}

  @Override
  public Integer call() {
    return idle.use(common, this::explain);
  }

  private int explain(AgentRuntime runtime) {
    var sessions = new SessionIds(runtime, common.next());
    var written = new WrittenId(id, "approval or tool call", common.next().approvals());
    return switch (Explainable.find(runtime, written, sessions, session.map(sessions::find))) {
      case Explainable.Asked(ApprovalView view) -> explain(runtime, view);
      case Explainable.Proposed(ProposedCalls.Call call) -> explain(runtime, call);
    };
  }

  private int explain(AgentRuntime runtime, ApprovalView view) {
    var approval = view.approval();
    Optional<ProposedCalls.Call> call =
        approval
            .asked()
            .call()
            .flatMap(asked -> new ProposedCalls(runtime, view.session().stream()).find(asked));
    String what =
        "approval "
            + approval.id()
            + " ("
            + approval.state().id()
            + "), asked at "
            + approval.asked().at();
    boolean byPolicy = isOfPolicy(approval.request().type());
    var recorded =
        new Recorded(
            what,
            byPolicy ? Optional.of(ruling(approval.state())) : Optional.empty(),
            approval
                .asked()
                .basis()
                .policy()
                .or(() -> call.filter(c -> byPolicy).map(c -> c.event().explanation()))
                .orElse(
                    new Verdict.Explanation("", PolicyVersion.DEFAULT, approval.asked().reason())));
    return show(
        recorded,
        byPolicy
            ? Optional.of(runtime.explain(new ExplainApproval(Owner.LOCAL, approval.id())))
            : Optional.empty());
  }

  /** What the runtime itself asks is no policy's matter. */
  private static boolean isOfPolicy(ApprovalType type) {
    return type.equals(ApprovalType.TOOL) || !type.isReserved();
  }

  private static Ruling ruling(PendingApprovalState state) {
    return switch (state) {
      case PendingApprovalState.Approved approved when approved.isByPolicy() -> Ruling.ALLOW;
      case PendingApprovalState.Rejected rejected when rejected.isByPolicy() -> Ruling.DENY;
      default -> Ruling.ASK;
    };
  }

  private int explain(AgentRuntime runtime, ProposedCalls.Call call) {
    SessionEvent.ToolCallProposed event = call.event();
    var recorded =
        new Recorded(
            "call " + event.call().id() + " of " + event.call().name() + " by " + call.agent(),
            Optional.of(event.ruling()),
            event.explanation());
    CallCheck now =
        runtime.check(
            new CheckCall(
                Owner.LOCAL,
                new CheckCall.Where.InSession(call.session()),
                Optional.of(call.agent()),
                event.call().name(),
                event.call().arguments().onTheWire()));
    if (now instanceof CallCheck.Unfit unfit && !format.isJson()) {
      idle.surroundings()
          .tell("in the workspace as it is now the call would not be possible: " + unfit.why());
    }
    return show(
        recorded, now instanceof CallCheck.Judged judged ? Optional.of(judged) : Optional.empty());
  }

  private int show(Recorded recorded, Optional<CallCheck.Judged> now) {
    if (format.isJson()) {
      idle.print(JsonLine.of(json(recorded, now)));
    } else {
      text(recorded, now);
    }
    return ExitCode.DONE.status();
  }

  private static JsonObject json(Recorded recorded, Optional<CallCheck.Judged> now) {
    return JsonObject.builder()
        .put("what", recorded.what())
        .put("verdict", recorded.ruling().map(Ruling::id))
        .put("rule", recorded.why().rule())
        .put("policy_scope", recorded.why().policy().scope().id())
        .put("policy_version", recorded.why().policy().number())
        .put("reason", recorded.why().reason())
        .put("now", now.map(j -> (JsonValue) new FindingsForm(j).json()).orElse(JsonNull.NULL))
        .build();
  }

  private void text(Recorded recorded, Optional<CallCheck.Judged> now) {
    print(recorded.what());
    print("  verdict  " + recorded.ruling().map(Ruling::id).orElse("always asked"));
    if (!recorded.why().rule().isEmpty()) {
      print("  rule     " + PolicyForm.source(recorded.why()));
    }
    print("  reason   " + recorded.why().reason());
    now.ifPresent(
        judged -> {
          print("");
          print(
              isAsked(judged, recorded.why().policy())
                  ? "what the policy sees:"
                  : "the policy is another one by now; what follows is what holds now:");
          new FindingsForm(judged).lines().forEach(this::print);
        });
  }

  private static boolean isAsked(CallCheck.Judged judged, PolicyVersion version) {
    return judged.policies().stream().anyMatch(policy -> policy.version().equals(version));
  }

  private void print(String line) {
    idle.print(VisibleText.of(line));
  }
}
