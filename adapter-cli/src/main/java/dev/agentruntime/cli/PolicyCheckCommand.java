package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.approval.CallCheck;
import dev.agentruntime.application.approval.CheckCall;
import dev.agentruntime.application.approval.CheckRequest;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.tool.BuiltinTools;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolName;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks policies about what nobody asked for. */
@Command(
    name = "check",
    description = {
      "Says what the policy would say of a call, or of another request: allow, ask or deny, by"
          + " which rule, and what each rule saw.",
      "Nothing is run. The call is prepared as a real one would be, in a new session on the"
          + " workspace, or in the one that is named."
    },
    exitCodeList = {
      "0:allow",
      "1:deny, or it would be answered with an error before the policy is asked",
      "2:wrong usage",
      "4:no such session",
      "5:ask",
      "7:configuration"
    },
    footer = {
      "agent-runtime policy check execute_command --argument command='git status'",
      "agent-runtime policy check write_file --json '{\"path\":\"a.txt\",\"content\":\"x\"}'"
          + " --approve edits",
      "agent-runtime policy check read_file --argument path=.env --policy team.yaml",
      "agent-runtime policy check apply_diff -s 0193f2c4 --argument diff=\"$(git diff)\"",
      "agent-runtime policy check --type deployment shop --details"
          + " '{\"environment\":\"production\"}'"
    })
final class PolicyCheckCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final PolicyOptions policy = new PolicyOptions();
  @Mixin private final CallArguments arguments = new CallArguments();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(
      paramLabel = "WHAT",
      completionCandidates = Words.Tools.class,
      description = "The tool that would be called; with --type the subject of the request.")
  private String what = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = Words.RequestTypes.class,
      description =
          "Ask about a request of this type that is no tool call; WHAT is its subject then. The"
              + " policy that is in force is asked.")
  private Optional<String> type = Optional.empty();

  @Option(
      names = "--details",
      paramLabel = "JSON|@FILE",
      description = "What such a request says, as a JSON object, or @ and a file that holds one.")
  private Optional<String> details = Optional.empty();

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description =
          "Ask the policy of this session, in its workspace; the beginning of its id is enough.")
  private Optional<String> session = Optional.empty();

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      completionCandidates = Words.Agents.class,
      description = "The agent that would call. Default: the session's, or one that may.")
  private Optional<String> agent = Optional.empty();

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      description = "The folder of the new session. Default: the current one.")
  private Optional<Path> workspace = Optional.empty();

  PolicyCheckCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return type.isPresent() ? checkRequest(ApprovalTypes.own("--type", type.get())) : checkCall();
  }

  private int checkRequest(ApprovalType asked) {
    if (arguments.isGiven() || workspace.isPresent() || policy.isGiven()) {
      throw CommandFailure.usage(
          "a request of a type has --details, and the policy in force is asked; leave --argument,"
              + " --json, --workspace, --approve, --policy and"
              + " --preset out, or leave --type out");
    }
    JsonObject given =
        new JsonArgument("--details", details.orElse("{}")).read(idle.surroundings().folder());
    Optional<AgentName> asker = agent.map(SessionOptions::agent);
    return idle.use(
        common,
        runtime ->
            show(
                runtime.check(
                    new CheckRequest(
                        Owner.LOCAL,
                        session(runtime),
                        asker,
                        new RequestApproval.Wanted(asked, what, given)))));
  }

  private Optional<SessionId> session(AgentRuntime runtime) {
    return session.map(new SessionIds(runtime, common.next())::find);
  }

  private int checkCall() {
    if (details.isPresent()) {
      throw CommandFailure.usage(
          "--details belongs to a request that is no tool call; name its type with --type, or give"
              + " the call's arguments with --argument or --json");
    }
    if (session.isPresent() && (policy.isGiven() || workspace.isPresent())) {
      throw CommandFailure.usage(
          "a session has its policy and workspace; leave --approve, --policy, --preset and"
              + " --workspace out,"
              + " or leave -s out");
    }
    requireTool();
    JsonObject given = arguments.read();
    Optional<AgentName> caller = agent.map(SessionOptions::agent);
    List<RuntimeFactory.Flag> flags = common.flags();
    policy.addTo(flags, idle.surroundings().folder());
    RuntimeFactory.Prepared prepared = idle.prepare(flags);
    return idle.use(
        prepared,
        runtime ->
            show(
                runtime.check(
                    session(runtime)
                        .map(id -> inSession(id, caller, given))
                        .orElseGet(() -> inFolder(runtime, prepared, caller, given)))));
  }

  private CheckCall inSession(SessionId id, Optional<AgentName> caller, JsonObject given) {
    return new CheckCall(Owner.LOCAL, new CheckCall.Where.InSession(id), caller, what, given);
  }

  private CheckCall inFolder(
      AgentRuntime runtime,
      RuntimeFactory.Prepared prepared,
      Optional<AgentName> caller,
      JsonObject given) {
    Path folder = idle.surroundings().folder().resolve(workspace.orElse(Path.of("")));
    return new CheckCall(
        Owner.LOCAL,
        new CheckCall.Where.InFolder(
            SessionFinder.real(folder),
            new NewPolicy(runtime, prepared.run().policy()).view().document()),
        caller.or(() -> able(prepared.agents())),
        what,
        given);
  }

  /** An agent that may call the tool; the one that only hands over comes last. */
  private Optional<AgentName> able(AgentProfiles agents) {
    return agents.all().stream()
        .sorted(Comparator.comparing(profile -> profile.name().equals(agents.initial())))
        .filter(profile -> profile.tools().contains(new ToolName(what)))
        .map(AgentProfile::name)
        .findFirst();
  }

  private void requireTool() {
    List<String> known = BuiltinTools.all().stream().map(spec -> spec.name().value()).toList();
    if (session.isEmpty() && !known.contains(what)) {
      throw CommandFailure.usage(
          "there is no tool "
              + what
              + NearestName.to(what, known)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse("; there are " + String.join(", ", known)));
    }
  }

  private int show(CallCheck check) {
    return switch (check) {
      case CallCheck.Unfit unfit -> {
        if (format.isJson()) {
          idle.print(
              JsonLine.of(
                  JsonObject.builder().put("verdict", "unfit").put("reason", unfit.why()).build()));
        } else {
          idle.print("unfit: it would be answered before the policy is asked");
          idle.print("  reason  " + VisibleText.of(unfit.why()));
        }
        yield ExitCode.FAILED.status();
      }
      case CallCheck.Judged judged -> {
        var form = new FindingsForm(judged);
        if (format.isJson()) {
          idle.print(JsonLine.of(form.json()));
        } else {
          form.lines().forEach(idle::print);
          judged.diff().ifPresent(diff -> idle.print("\n" + VisibleText.of(diff)));
        }
        yield form.code().status();
      }
    };
  }
}
