package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.script.CheckOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays scripts and checks what came of them. */
@Command(
    name = "run",
    description =
        "Plays scripts, each in a fresh temporary workspace with a database of its own, and checks"
            + " what came of them: ends with 0 if everything holds, with 1 if something does not. A"
            + " script without replies of its own is answered by a model. A script is a program: it"
            + " can run any command that it approves.",
    exitCodeList = {
      "0:every check holds",
      "1:a check does not hold",
      "2:wrong usage, or a script that cannot be read"
    },
    footer = {
      "agent-runtime script run examples/scripts/*.yaml",
      "agent-runtime script run fix.yaml --show --keep",
      "agent-runtime script run licence.yaml -P holder='The Shop Authors'"
    })
final class ScriptRunCommand implements Callable<Integer> {

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final ScriptValues values = new ScriptValues();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The scripts.")
  private List<Path> files = List.of();

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      description =
          "Work in this folder and leave it as it is in the end: a new or empty one where the"
              + " script brings its own files, else one that is there.")
  private Optional<Path> workspace = Optional.empty();

  @Option(names = "--keep", description = "Keep the temporary folder, and say where it is.")
  private boolean keep;

  @Option(names = "--show", description = "Show what happens, not only where a check fails.")
  private boolean show;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long each script may take.")
  private Optional<Integer> timeout = Optional.empty();

  ScriptRunCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (workspace.isPresent() && files.size() > 1) {
      throw CommandFailure.usage("--workspace is for one script; give one");
    }
    if (timeout.filter(seconds -> seconds < 1).isPresent()) {
      throw CommandFailure.usage("--timeout takes seconds, at least 1");
    }
    // All are read before the first is played: a typo in the last one is told at once.
    List<ScriptFile> scripts =
        files.stream()
            .map(file -> new ScriptFile.Choice(absolute(file), values.all()).read())
            .toList();
    var trial = new ScriptTrial(factory, surroundings, wishes());
    var reports = new ArrayList<ScriptTrial.Report>();
    for (ScriptFile script : scripts) {
      ScriptTrial.Report report = trial.run(script);
      tell(report);
      reports.add(report);
    }
    return summary(reports).status();
  }

  private Path absolute(Path path) {
    return surroundings.folder().resolve(path).normalize();
  }

  private ScriptTrial.Wishes wishes() {
    List<RuntimeFactory.Flag> flags = common.flags();
    model.addTo(flags);
    CommonOptions.add(flags, SettingNames.TIMEOUT, timeout, "--timeout");
    return new ScriptTrial.Wishes(workspace.map(this::absolute), keep, show, flags, spec);
  }

  private void tell(ScriptTrial.Report report) {
    print(
        surroundings.folder().relativize(report.file())
            + ": "
            + report.holding()
            + " of "
            + Count.of(report.outcomes().size(), "check holds", "checks hold"));
    report.outcomes().forEach(this::tell);
    if (!report.holds() && !report.said().isEmpty()) {
      surroundings.tell("what happened:");
      report.said().lines().forEach(line -> surroundings.tell("  | " + line));
    }
    if (!report.holds()) {
      surroundings.tell("  look: " + report.further());
    }
  }

  private void tell(CheckOutcome outcome) {
    if (outcome.holds()) {
      print("  ok      " + outcome.check() + ": " + outcome.expected());
      return;
    }
    print("  FAILED  " + outcome.check());
    print("            expected: " + outcome.expected());
    print("            found:    " + outcome.found());
  }

  private ExitCode summary(List<ScriptTrial.Report> reports) {
    long holding = reports.stream().filter(ScriptTrial.Report::holds).count();
    if (reports.size() > 1) {
      print(holding + " of " + reports.size() + " scripts hold");
    }
    return holding == reports.size() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void print(String line) {
    surroundings.out().println(VisibleText.of(line));
  }
}
