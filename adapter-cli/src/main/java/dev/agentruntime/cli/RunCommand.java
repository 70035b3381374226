package dev.agentruntime.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** Starts or resumes a session and runs it as far as it goes. */
@Command(
    name = "run",
    description = {
      "Runs a session on a workspace: a new one, or one that is resumed with -c or -s.",
      "The answer goes to standard output, everything else to standard error."
    },
    footer = {
      "agent-runtime run \"Why does the build fail?\" --workspace ~/my-project --model gpt-x",
      "agent-runtime run -c \"And now the docs\" --approve edits",
      "git diff | agent-runtime run - --output-schema review.json -o review-result.json",
      "agent-runtime run \"Rename the module\" --dry-run",
      "agent-runtime run \"Fix it\" --approvals stdin --output-format stream-json --timeout 600"
    })
final class RunCommand implements Callable<Integer> {

  private static final String STDIN = "-";

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final SessionOptions session = new SessionOptions();
  @Mixin private final ScriptValues values = new ScriptValues();
  @Mixin private final TerminalOptions terminal = new TerminalOptions();
  @Mixin private final PolicyOptions policy = new PolicyOptions();
  @Mixin private final AnswerOptions answer = new AnswerOptions();
  @Mixin private final LimitOptions limits = new LimitOptions();

  @Parameters(
      arity = "0..1",
      paramLabel = "PROMPT",
      description =
          "What to say: the task, the answer to the open question, or the next message."
              + " - reads it from standard input.")
  private Optional<String> prompt = Optional.empty();

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      completionCandidates = Words.RunFormats.class,
      defaultValue = "text",
      description = "text, json or stream-json. Default: text.")
  private RunOutput.Format format = RunOutput.Format.TEXT;

  @Option(
      names = "--approvals",
      paramLabel = "HANDLING",
      completionCandidates = Words.Handlings.class,
      description =
          "What happens with the rest: ask, stdin, wait, deny, fail. Default: ask on a terminal,"
              + " else wait.")
  private Optional<ApprovalHandling> approvals = Optional.empty();

  @Option(
      names = "--dry-run",
      description =
          "Read, and change nothing: edits and commands are shown and not done. The session stays"
              + " a dry run when it is resumed.")
  private boolean dryRun;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long the run may take; the session can be resumed afterwards.")
  private Optional<Integer> timeout = Optional.empty();

  RunCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Screen screen = terminal.screen(surroundings);
    RunOutput output = format.to(screen);
    RunRequest request;
    RunJob.Manner manner;
    try {
      request = request();
      manner =
          new RunJob.Manner(flags(), answer.to(output, surroundings.folder()), format, spec, true);
    } catch (CommandFailure e) {
      e.tell(surroundings, spec);
      output.result(RunResult.failed(e));
      return e.code().status();
    }
    return new RunJob(factory, screen, request, manner).perform().ending().code().status();
  }

  private List<RuntimeFactory.Flag> flags() {
    List<RuntimeFactory.Flag> flags = common.flags();
    session.addTo(flags);
    policy.addTo(flags, surroundings.folder());
    if (dryRun) {
      flags.add(new RuntimeFactory.Flag(SettingNames.DRY_RUN, "true", "--dry-run"));
    }
    CommonOptions.add(
        flags, SettingNames.APPROVALS, approvals.map(ApprovalHandling::id), "--approvals");
    CommonOptions.add(flags, SettingNames.TIMEOUT, timeout, "--timeout");
    limits.addTo(flags);
    return flags;
  }

  private RunRequest request() {
    RunRequest.Target target = session.target(new RunRequest.Target.New());
    boolean isNew = target instanceof RunRequest.Target.New;
    require(
        session.isScripted() || values.all().isEmpty(), "-P is for the parameters of a --script");
    require(
        !terminal.noInput() || !approvals.equals(Optional.of(ApprovalHandling.ASK)),
        "--no-input and --approvals ask exclude each other; leave one of them out");
    require(
        timeout.map(seconds -> seconds > 0).orElse(true), "--timeout takes seconds, at least 1");
    Optional<String> text = text(isNew);
    require(
        isNew || session.agent().isEmpty() || text.isPresent(),
        "--agent says who takes a message; give a message, too");
    return new RunRequest(
        target,
        text,
        session.agent(),
        session.files(surroundings.folder(), values.all()),
        Map.of(),
        answer.form(surroundings.folder()));
  }

  private Optional<String> text(boolean isNew) {
    boolean asked = prompt.map(STDIN::equals).orElse(false);
    boolean decides = approvals.map(ApprovalHandling.STDIN::equals).orElse(false);
    require(
        !asked || !decides,
        "standard input cannot be both the prompt and the decisions; give the prompt as an"
            + " argument");
    boolean piped =
        prompt.isEmpty()
            && isNew
            && !session.isScripted()
            && !decides
            && !surroundings.terminals().has(Terminals.Stream.IN);
    if (!asked && !piped) {
      return prompt.map(RunCommand::notBlank);
    }
    try {
      String read = new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8).strip();
      return asked || !read.isEmpty() ? Optional.of(notBlank(read)) : Optional.empty();
    } catch (IOException e) {
      throw CommandFailure.usage("standard input cannot be read: " + FileTrouble.why(e));
    }
  }

  private static String notBlank(String text) {
    require(!text.isBlank(), "the prompt is empty; say what is to be done");
    return text;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw CommandFailure.usage(otherwise);
    }
  }
}
