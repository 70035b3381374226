package dev.agentruntime.cli;

import dev.agentruntime.application.document.Problem;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.script.InvalidScriptException;
import dev.agentruntime.application.script.ScriptReader;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks whether scripts can be used. */
@Command(
    name = "validate",
    description = "Looks whether scripts are in order; names every problem with line and column.",
    footer = {
      "agent-runtime script validate examples/scripts/*.yaml",
      "agent-runtime script validate fix.yaml --format json"
    })
final class ScriptValidateCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The scripts.")
  private List<Path> files = List.of();

  ScriptValidateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  private record Finding(Path file, Problem problem) {

    private String line() {
      return problem.in(file.toString());
    }

    private JsonObject json() {
      return JsonObject.builder()
          .put("file", file.toString())
          .put("line", problem.line())
          .put("column", problem.column())
          .put("problem", problem.text())
          .build();
    }
  }

  @Override
  public Integer call() {
    List<Finding> findings = files.stream().flatMap(file -> findings(file).stream()).toList();
    if (format.isJson()) {
      JsonArray all = new JsonArray(findings.stream().<JsonValue>map(Finding::json).toList());
      surroundings.out().println(all.canonical());
    } else {
      findings.stream()
          .map(Finding::line)
          .map(VisibleText::of)
          .forEach(surroundings.out()::println);
      surroundings.tell(
          findings.isEmpty()
              ? Count.of(files.size(), "script is", "scripts are") + " in order"
              : Count.of(findings.size(), "problem"));
    }
    return (findings.isEmpty() ? ExitCode.DONE : ExitCode.USAGE).status();
  }

  private List<Finding> findings(Path file) {
    var findings = new ArrayList<Finding>();
    try {
      ScriptReader.outline(
          ScriptFile.text(surroundings.folder().resolve(file)), file.toString(), Map.of());
    } catch (InvalidScriptException e) {
      e.problems().forEach(problem -> findings.add(new Finding(file, problem)));
    }
    return findings;
  }
}
