package dev.agentruntime.cli;

import dev.agentruntime.cli.DemoProject.Tests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a session from the failing test to the repair, without a model and without a key. */
@Command(
    name = "demo",
    description =
        "Repairs a small bundled project with a scripted session: agents hand over, a person"
            + " approves, edits and rejects.",
    footer = {"agent-runtime demo", "agent-runtime demo --workspace /tmp/demo"})
final class DemoCommand implements Callable<Integer> {

  private static final int SHOWN_LINES = 12;

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      description = "An empty or new folder for the project. Default: a temporary one.")
  private Optional<Path> workspace = Optional.empty();

  DemoCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> environment = DemoProject.environment(surroundings.environment());
    DemoProject project = DemoProject.unpack(folder());
    chapter("A small project in " + project.folder() + ". Its tests, before:");
    require(!test(project, environment).green(), "the tests should fail before the repair");
    chapter("A session repairs it; a script plays the model and the person who decides:");
    Screen screen = Screen.of(surroundings, Colours.AUTO);
    var tally = new DecisionTally(new TextOutput(screen));
    RunResult result = repair(project, environment, screen, tally);
    if (result.ending().code() != ExitCode.DONE) {
      return result.ending().code().status();
    }
    chapter("The same tests, after:");
    require(test(project, environment).green(), "the tests should pass after the repair");
    require(tally.isComplete(), "there should be one decision of each kind, but: " + tally);
    chapter("Decisions: " + tally + ". To look further:");
    result
        .session()
        .ifPresent(session -> surroundings.tell(next(project, common.next().show(session))));
    return ExitCode.DONE.status();
  }

  private Path folder() throws IOException {
    if (workspace.isEmpty()) {
      return Files.createTempDirectory("agent-runtime-demo-");
    }
    Path folder = surroundings.folder().resolve(workspace.get()).normalize();
    TrialFolder.requireFree(folder, "the demo");
    return Files.createDirectories(folder);
  }

  private RunResult repair(
      DemoProject project, Map<String, String> environment, Screen screen, RunOutput output)
      throws InterruptedException {
    var request =
        new RunRequest(
            new RunRequest.Target.New(),
            Optional.empty(),
            Optional.empty(),
            new RunRequest.Files(
                surroundings.folder(),
                Optional.of(project.folder()),
                Optional.of(ScriptFile.read(project.script()))),
            environment,
            Optional.empty());
    var manner = new RunJob.Manner(flags(), output, RunOutput.Format.TEXT, spec, true);
    return new RunJob(factory, screen, request, manner).perform();
  }

  /** Whatever is configured, the demo shows what it is written for. */
  private List<RuntimeFactory.Flag> flags() {
    List<RuntimeFactory.Flag> flags = common.flags();
    Map.of(
            SettingNames.APPROVE, "reads",
            SettingNames.APPROVALS, "wait",
            SettingNames.APPROVALS_ENABLED, "true",
            SettingNames.AGENTS, "orchestrator,debug,coder")
        .forEach((name, value) -> flags.add(new RuntimeFactory.Flag(name, value, "demo")));
    return flags;
  }

  private Tests test(DemoProject project, Map<String, String> environment)
      throws IOException, InterruptedException {
    Tests tests = project.test(environment);
    int skipped = Math.max(0, tests.lines().size() - SHOWN_LINES);
    tests.lines().stream().skip(skipped).forEach(line -> surroundings.tell("  | " + line));
    surroundings.tell(tests.green() ? "  green" : "  red");
    return tests;
  }

  private static String next(DemoProject project, String show) {
    return String.join(
        "\n",
        "  " + show,
        "  agent-runtime run --workspace YOUR_FOLDER --model NAME 'What does this project do?'",
        "  ls " + project.folder());
  }

  private void chapter(String text) {
    surroundings.tell("");
    surroundings.tell("== " + text);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new CommandFailure(ExitCode.FAILED, otherwise);
    }
  }
}
