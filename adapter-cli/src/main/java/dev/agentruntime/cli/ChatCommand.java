package dev.agentruntime.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Talks in a session, message by message. */
@Command(
    name = "chat",
    description =
        "Talks in a session: a new one, or one that is taken up with -c or -s. Messages can be"
            + " piped in, a line each. Of a script the replies are played, and nothing else.",
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
  @Mixin private final SessionOptions session = new SessionOptions();
  @Mixin private final TerminalOptions terminal = new TerminalOptions();
  @Mixin private final PolicyOptions policy = new PolicyOptions();

  @Parameters(arity = "0..1", paramLabel = "PROMPT", description = "What to say first.")
  private Optional<String> prompt = Optional.empty();

  ChatCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Screen screen = terminal.screen(surroundings);
    RunRequest request = request(session.target(new RunRequest.Target.Silent()), prompt);
    RunResult result;
    boolean another;
    do {
      var output = new TextOutput(screen);
      var chat = new Chat(screen, output, common.next());
      var manner =
          new RunJob.Manner(
              flags(screen), new ChatOutput(output), RunOutput.Format.TEXT, spec, true);
      result = new RunJob(factory, screen, request, manner, chat).perform();
      another = chat.isAnotherWanted();
      request = request(new RunRequest.Target.Silent(), Optional.empty());
    } while (another);
    return result.ending().code().status();
  }

  private List<RuntimeFactory.Flag> flags(Screen screen) {
    List<RuntimeFactory.Flag> flags = common.flags();
    session.addTo(flags);
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
        session.agent(),
        session.files(surroundings.folder(), Map.of()),
        Map.of(),
        Optional.empty());
  }
}
