package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.approval.CallCheck;
import dev.agentruntime.application.approval.CheckCall;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.tool.BuiltinTools;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
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

/** Asks a policy about a call that nobody made. */
@Command(
    name = "check",
    description = {
      "Says what the policy would say of a call: allow, ask or deny, by which rule, and what each"
          + " rule saw.",
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
      "agent-runtime policy check apply_diff -s 0193f2c4 --argument diff=\"$(git diff)\""
    })
final class PolicyCheckCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final PolicyOptions policy = new PolicyOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(
      paramLabel = "TOOL",
      completionCandidates = Words.Tools.class,
      description = "The tool that would be called.")
  private String tool = "";

  @Option(
      names = {"-a", "--argument"},
      paramLabel = "NAME=VALUE",
      description = "An argument with a text, or NAME:=JSON with another value.")
  private List<String> arguments = List.of();

  @Option(names = "--json", paramLabel = "OBJECT", description = "All arguments as a JSON object.")
  private Optional<String> json = Optional.empty();

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
    if (session.isPresent() && (policy.isGiven() || workspace.isPresent())) {
      throw CommandFailure.usage(
          "a session has its policy and workspace; leave --approve, --policy and --workspace out,"
              + " or leave -s out");
    }
    requireTool();
    JsonObject given = arguments();
    Optional<AgentName> caller = agent.map(SessionOptions::agent);
    List<RuntimeFactory.Flag> flags = common.flags();
    policy.addTo(flags, idle.surroundings().folder());
    RuntimeFactory.Prepared prepared = idle.prepare(flags);
    return idle.use(
        prepared,
        runtime ->
            show(
                runtime.check(
                    session.isPresent()
                        ? new CheckCall(
                            Owner.LOCAL,
                            new CheckCall.Where.InSession(
                                new SessionIds(runtime, common.next()).find(session.get())),
                            caller,
                            tool,
                            given)
                        : inFolder(runtime, prepared, caller, given))));
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
        tool,
        given);
  }

  /** An agent that may call the tool; the one that only hands over comes last. */
  private Optional<AgentName> able(AgentProfiles agents) {
    return agents.all().stream()
        .sorted(Comparator.comparing(profile -> profile.name().equals(agents.initial())))
        .filter(profile -> profile.tools().contains(new ToolName(tool)))
        .map(AgentProfile::name)
        .findFirst();
  }

  private void requireTool() {
    List<String> known = BuiltinTools.all().stream().map(spec -> spec.name().value()).toList();
    if (session.isEmpty() && !known.contains(tool)) {
      throw CommandFailure.usage(
          "there is no tool "
              + tool
              + NearestName.to(tool, known)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse("; there are " + String.join(", ", known)));
    }
  }

  private JsonObject arguments() {
    if (json.isPresent() && !arguments.isEmpty()) {
      throw CommandFailure.usage("--argument and --json exclude each other");
    }
    if (json.isPresent()) {
      return object(json.get());
    }
    var object = JsonObject.builder();
    arguments.forEach(argument -> add(object, argument));
    return object.build();
  }

  private static JsonObject object(String text) {
    return value("--json", text) instanceof JsonObject object
        ? object
        : fail("--json takes a JSON object");
  }

  private static JsonObject fail(String problem) {
    throw CommandFailure.usage(problem);
  }

  private static void add(JsonObject.Builder object, String argument) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw CommandFailure.usage(
          "--argument takes NAME=VALUE or NAME:=JSON, not \"" + argument + "\"");
    }
    boolean typed = argument.charAt(equals - 1) == ':';
    String name = argument.substring(0, typed ? equals - 1 : equals);
    String value = argument.substring(equals + 1);
    object.put(name, typed ? value("--argument " + name, value) : new JsonString(value));
  }

  private static JsonValue value(String where, String text) {
    return switch (JsonText.read(text)) {
      case JsonText.Valid valid -> valid.value();
      case JsonText.Invalid invalid ->
          throw CommandFailure.usage(where + " is no JSON: " + invalid.problem());
    };
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
