package dev.agentruntime.cli;

import dev.agentruntime.application.script.ScriptSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the schema of scripts. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of scripts, with which editors check and complete them.",
    footer = "agent-runtime script schema > script.schema.json")
final class ScriptSchemaCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  ScriptSchemaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.out().print(ScriptSchema.text());
    surroundings.out().flush();
    return ExitCode.DONE.status();
  }
}
