package dev.agentruntime.cli;

import dev.agentruntime.domain.agent.AgentName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Talks in a session, message by message. */
@Command(
    name = "chat",
    description =
        "Talks in a session: a new one, or one that is taken up with -c or -s. Messages can be"
            + " piped in, a line each.",
    footer = {
      "agent-runtime chat --workspace ~/my-project --model gpt-x",
      "agent-runtime chat -c --approve edits",
      "agent-runtime chat --agent ask < questions.txt"
    })
final class ChatCommand implements Callable<Integer> {

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final TerminalOptions terminal = new TerminalOptions();
  @Mixin private final PolicyOptions policy = new PolicyOptions();

  @Parameters(arity = "0..1", paramLabel = "PROMPT", description = "What to say first.")
  private Optional<String> prompt = Optional.empty();

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      description = "The folder to work in. Default: the current one, or the session's own.")
  private Optional<Path> workspace = Optional.empty();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Play the replies of this YAML script instead of asking a model.")
  private Optional<Path> script = Optional.empty();

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      completionCandidates = Words.Agents.class,
      description = "The agent to talk to, instead of the router's choice.")
  private Optional<String> agent = Optional.empty();

  @Option(names = "--model", paramLabel = "NAME", description = "The model to ask.")
  private Optional<String> model = Optional.empty();

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "Where the OpenAI-compatible endpoint is.")
  private Optional<String> baseUrl = Optional.empty();

  @Option(
      names = {"-c", "--continue"},
      description = "Take up the newest session of the workspace.")
  private boolean newest;

  @Option(
      names = {"-s", "--session"},
      paramLabel = "ID",
      description = "Take up this session; the beginning of its id is enough.")
  private Optional<String> session = Optional.empty();

  ChatCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Screen screen = terminal.screen(surroundings);
    RunRequest request = request(target(), prompt);
    RunResult result;
    boolean another;
    do {
      var output = new TextOutput(screen);
      var chat = new Chat(screen, output);
      var manner =
          new RunJob.Manner(flags(screen), new ChatOutput(output), RunOutput.Format.TEXT, spec);
      result = new RunJob(factory, screen, request, manner, chat).perform();
      another = chat.isAnotherWanted();
      request = request(new RunRequest.Target.Silent(), Optional.empty());
    } while (another);
    return result.ending().code().status();
  }

  private List<RuntimeFactory.Flag> flags(Screen screen) {
    List<RuntimeFactory.Flag> flags = common.flags();
    CommonOptions.add(flags, SettingNames.MODEL, model, "--model");
    CommonOptions.add(flags, SettingNames.BASE_URL, baseUrl, "--base-url");
    policy.addTo(flags, surroundings.folder());
    // What is typed are messages, so nobody else can decide by standard input.
    ApprovalHandling handling =
        screen.surroundings().isAttended() ? ApprovalHandling.ASK : ApprovalHandling.WAIT;
    flags.add(new RuntimeFactory.Flag(SettingNames.APPROVALS, handling.id(), "chat"));
    return flags;
  }

  private RunRequest request(RunRequest.Target target, Optional<String> text) {
    return new RunRequest(
        target,
        text.filter(said -> !said.isBlank()),
        agent.map(ChatCommand::agent),
        new RunRequest.Files(
            surroundings.folder(), absolute(workspace), absolute(script).map(ScriptFile::read)),
        Map.of());
  }

  private static AgentName agent(String name) {
    if (!AgentName.isValid(name)) {
      throw CommandFailure.usage("\"" + name + "\" is no name of an agent");
    }
    return new AgentName(name);
  }

  private RunRequest.Target target() {
    if (newest && session.isPresent()) {
      throw CommandFailure.usage("-c and -s exclude each other");
    }
    if (newest) {
      return new RunRequest.Target.Newest();
    }
    return session
        .<RunRequest.Target>map(RunRequest.Target.Known::new)
        .orElseGet(RunRequest.Target.Silent::new);
  }

  private Optional<Path> absolute(Optional<Path> path) {
    return path.map(p -> surroundings.folder().resolve(p).normalize());
  }
}
