package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.script.Script;
import dev.agentruntime.application.script.ScriptOutline;
import dev.agentruntime.application.script.ScriptOutline.Step;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.domain.agent.AgentName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells what a script would do. */
@Command(
    name = "explain",
    description =
        "Tells in plain words what a script would do, without doing it: parameters, turns, replies"
            + " and their calls, which decision answers which approval, checks.",
    footer = "agent-runtime script explain examples/scripts/refused-deletion.yaml")
final class ScriptExplainCommand implements Callable<Integer> {

  private static final int MAX_TEXT = 100;

  private final Surroundings surroundings;

  @Mixin private final ScriptValues values = new ScriptValues();

  @Parameters(paramLabel = "FILE", description = "The script.")
  private Path file = Path.of("");

  ScriptExplainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String text = ScriptFile.text(surroundings.folder().resolve(file));
    Script script = ScriptReader.outline(text, file.toString(), values.all());
    if (!script.about().description().isBlank()) {
      print(script.about().description().strip());
    }
    parameters(script.about().parameters());
    setup(script);
    print("");
    print("What happens, as far as the script alone can tell:");
    ScriptOutline.of(script).forEach(this::step);
    if (script.model().isEmpty()) {
      print("  A live model answers, and decides what happens next.");
    }
    print("");
    print("What has to hold:");
    new CheckWords(script).lines().forEach(line -> print("  " + line));
    return ExitCode.DONE.status();
  }

  private void parameters(List<Script.Parameter> parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    print("");
    var table = new Table("PARAMETER", "VALUE", "DEFAULT", "DESCRIPTION");
    parameters.forEach(
        parameter ->
            table.row(
                parameter.name(),
                line(parameter.value()),
                parameter.byDefault().map(ScriptExplainCommand::line).orElse("(has to be given)"),
                line(parameter.description())));
    table.lines().forEach(this::print);
  }

  private void setup(Script script) {
    print("");
    print("Starts in " + folder(script.setup().workspace()) + ".");
    print(
        script
                .setup()
                .agent()
                .map(agent -> "The first message goes to " + agent)
                .orElse("The router chooses who takes the first message")
            + "; approved by itself: "
            + script.setup().approve().id()
            + ".");
  }

  private static String folder(Optional<Script.Workspace> workspace) {
    if (workspace.isEmpty()) {
      return "an empty folder, or in the one that --workspace names";
    }
    var files = String.join(", ", workspace.get().files().keySet());
    String from = workspace.get().from().map(folder -> "a copy of " + folder).orElse("a folder");
    return from + (files.isEmpty() ? "" : " with " + files);
  }

  private void step(Step step) {
    switch (step) {
      case Step.Said said -> print("  user: " + line(said.text()));
      case Step.Routed routed ->
          print(
              "  router: "
                  + routed
                      .to()
                      .map(AgentName::value)
                      .orElse("no usable answer, so keywords choose an agent"));
      case Step.Replied replied -> {
        String speaker = replied.agent().map(AgentName::value).orElse("agent");
        print(("  " + speaker + ": " + line(replied.text())).stripTrailing());
        replied
            .calls()
            .forEach(
                call -> print("    " + call.tool() + " " + call.about() + " → " + call.fate()));
      }
    }
  }

  private static String line(String text) {
    return VisibleText.line(text, MAX_TEXT);
  }

  private void print(String line) {
    surroundings.out().println(VisibleText.of(line));
  }
}
