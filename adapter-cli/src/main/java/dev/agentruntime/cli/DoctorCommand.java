package dev.agentruntime.cli;

import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks whether everything that is needed works. */
@Command(
    name = "doctor",
    description = {
      "Looks whether everything that is needed works, and says what to mend: Java, database,"
          + " folders, endpoint and key (a list of models, which costs nothing), tools, sandbox."
    },
    footer = {
      "agent-runtime doctor",
      "agent-runtime doctor --workspace ~/my-project --format json"
    })
final class DoctorCommand implements Callable<Integer> {

  private final RuntimeFactory factory;
  private final Surroundings surroundings;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = {"-w", "--workspace"},
      paramLabel = "DIR",
      description = "The folder to look at. Default: the current one.")
  private Optional<Path> workspace = Optional.empty();

  DoctorCommand(RuntimeFactory factory, Surroundings surroundings) {
    this.factory = factory;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Path folder = surroundings.folder().resolve(workspace.orElse(Path.of("")));
    List<Check> checks = factory.inspect(common.flags()).examine(folder);
    if (format.isJson()) {
      surroundings
          .out()
          .println(
              JsonLine.of(
                  new JsonArray(checks.stream().<JsonValue>map(DoctorCommand::json).toList())));
    } else {
      var table = new Table("CHECK", "STATE", "FINDING");
      checks.forEach(check -> table.row(check.name(), level(check), check.finding()));
      table.lines().forEach(surroundings.out()::println);
      advise(checks.stream().filter(check -> !check.advice().isEmpty()).toList());
    }
    boolean broken = checks.stream().anyMatch(check -> check.level() == Check.Level.FAILED);
    return (broken ? ExitCode.CONFIGURATION : ExitCode.DONE).status();
  }

  private void advise(List<Check> checks) {
    if (!checks.isEmpty()) {
      surroundings.out().println("\nwhat to do:");
      checks.forEach(
          check -> surroundings.out().println("  " + check.name() + ": " + check.advice()));
    }
  }

  private static String level(Check check) {
    return check.level().name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject json(Check check) {
    return JsonObject.builder()
        .put("name", check.name())
        .put("level", level(check))
        .put("finding", check.finding())
        .put("advice", check.advice())
        .build();
  }
}
