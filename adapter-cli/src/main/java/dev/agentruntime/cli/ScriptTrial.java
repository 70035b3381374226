package dev.agentruntime.cli;

import dev.agentruntime.application.script.CheckOutcome;
import dev.agentruntime.application.script.ScriptEnd;
import dev.agentruntime.application.script.ScriptJudge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Plays one script on a workspace of its own and holds what came of it against its checks. */
record ScriptTrial(RuntimeFactory factory, Surroundings surroundings, Wishes wishes) {

  /**
   * How scripts are to be played.
   *
   * @param workspace a folder for the workspace, in place of a temporary one
   * @param keep whether the temporary folder stays
   * @param show whether what happens is shown meanwhile, not only where a check fails
   * @param flags what the command line sets
   * @param command that plays them
   */
  record Wishes(
      Optional<Path> workspace,
      boolean keep,
      boolean show,
      List<RuntimeFactory.Flag> flags,
      CommandSpec command) {
    Wishes {
      flags = List.copyOf(flags);
    }
  }

  /**
   * What came of it.
   *
   * @param said what was told meanwhile, if it was not shown
   * @param further how to look further
   */
  record Report(Path file, List<CheckOutcome> outcomes, String said, String further) {
    Report {
      outcomes = List.copyOf(outcomes);
    }

    boolean holds() {
      return outcomes.stream().allMatch(CheckOutcome::holds);
    }

    long holding() {
      return outcomes.stream().filter(CheckOutcome::holds).count();
    }
  }

  Report run(ScriptFile script) throws IOException, InterruptedException {
    TrialFolder folder = TrialFolder.of(script, wishes.workspace());
    try {
      return run(script, folder);
    } finally {
      leave(folder);
    }
  }

  private void leave(TrialFolder folder) {
    if (wishes.keep()) {
      surroundings.tell("kept: " + folder.scratch());
      return;
    }
    try {
      folder.remove();
    } catch (IOException e) {
      surroundings.tell(
          "the folder " + folder.scratch() + " cannot be removed: " + FileTrouble.why(e));
    }
  }

  private Report run(ScriptFile script, TrialFolder folder) throws InterruptedException {
    var said = new ByteArrayOutputStream();
    Screen unattended = Screen.of(unattended(said), Colours.AUTO);
    var witness = new Witness(new TextOutput(unattended));
    RunJob.Manner manner = manner(script, folder, witness);
    RunResult result = new RunJob(factory, unattended, request(script, folder), manner).perform();
    var end =
        new ScriptEnd(
            result.ending().code().status(),
            result.ending().text(),
            witness.events(),
            new FileLook(folder.workspace()));
    return new Report(
        script.file(),
        ScriptJudge.judge(script.script(), end),
        said.toString(StandardCharsets.UTF_8),
        further(result, manner));
  }

  private RunJob.Manner manner(ScriptFile script, TrialFolder folder, RunOutput output) {
    return new RunJob.Manner(
        flags(script, folder),
        output,
        RunOutput.Format.TEXT,
        wishes.command(),
        wishes.keep() || (setsDatabase() && wishes.workspace().isPresent()));
  }

  private boolean setsDatabase() {
    return wishes.flags().stream().anyMatch(flag -> flag.setting().equals(SettingNames.DATABASE));
  }

  private static String further(RunResult result, RunJob.Manner manner) {
    return result
        .session()
        .filter(session -> manner.leavesSession())
        .map(manner.next()::show)
        .orElse("the same command with --keep keeps what was played, and says where");
  }

  /** Nobody is there: what no script says stays unsaid. */
  private Surroundings unattended(ByteArrayOutputStream said) {
    var told = new PrintStream(said, true, StandardCharsets.UTF_8);
    PrintStream shown = wishes.show() ? surroundings.err() : told;
    return new Surroundings(
        InputStream.nullInputStream(),
        shown,
        shown,
        Terminals.none(),
        surroundings.environment(),
        surroundings.folder());
  }

  private RunRequest request(ScriptFile script, TrialFolder folder) {
    return new RunRequest(
        new RunRequest.Target.New(),
        Optional.empty(),
        Optional.empty(),
        new RunRequest.Files(
            surroundings.folder(), Optional.of(folder.workspace()), Optional.of(script)),
        environment(),
        Optional.empty());
  }

  /** Commands find a JDK: the one that is set, else the one that runs this program. */
  private Map<String, String> environment() {
    Path home = Path.of(System.getProperty("java.home", ""));
    return surroundings.environment().containsKey("JAVA_HOME")
            || !Files.isExecutable(home.resolve("bin/javac"))
        ? Map.of()
        : Map.of("JAVA_HOME", home.toString());
  }

  /** Whatever is configured, a script plays as it is written. */
  private List<RuntimeFactory.Flag> flags(ScriptFile script, TrialFolder folder) {
    var flags = new ArrayList<>(wishes.flags());
    String mode = script.script().setup().approve().id();
    if (!setsDatabase()) {
      flags.add(flag(SettingNames.DATABASE, "sqlite:" + folder.scratch().resolve("sessions.db")));
    }
    flags.add(flag(SettingNames.APPROVE, mode));
    flags.add(flag(SettingNames.APPROVALS, ApprovalHandling.WAIT.id()));
    flags.add(flag(SettingNames.APPROVALS_ENABLED, "true"));
    return flags;
  }

  private static RuntimeFactory.Flag flag(String setting, String value) {
    return new RuntimeFactory.Flag(setting, value, "script run");
  }
}
