package dev.agentruntime.cli;

import java.nio.file.Path;
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
    var found = new ChecksForm(factory.inspect(common.flags()).examine(folder));
    if (format.isJson()) {
      surroundings.out().println(JsonLine.of(found.json()));
    } else {
      found.lines().forEach(surroundings.out()::println);
    }
    return (found.isBroken() ? ExitCode.CONFIGURATION : ExitCode.DONE).status();
  }
}
