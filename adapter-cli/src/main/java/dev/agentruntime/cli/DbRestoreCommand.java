package dev.agentruntime.cli;

import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.domain.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts a backup in the place of the database. */
@Command(
    name = "restore",
    description = {
      "Puts a backup in the place of a database of SQLite. It is checked first; nobody may use the"
          + " database meanwhile. What was there is kept beside it under a dated name.",
      "A database of PostgreSQL is restored by pg_restore; see docs/operations.md."
    },
    footer = {
      "agent-runtime db restore runtime-backup.db",
      "agent-runtime db restore runtime-backup.db --db sqlite:runtime.db"
    })
final class DbRestoreCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(paramLabel = "FILE", description = "A file that db backup wrote; it stays.")
  private Path file = Path.of("");

  DbRestoreCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.prepare(common.flags()).database(false, this::restore);
  }

  private int restore(Maintenance database) {
    Path backup = idle.surroundings().folder().resolve(file);
    Optional<Path> kept = database.restore(backup);
    if (format.isJson()) {
      JsonObject.Builder json = JsonObject.builder().put("restored", backup.toString());
      kept.ifPresent(old -> json.put("kept", old.toString()));
      idle.print(JsonLine.of(json.build()));
    } else {
      idle.print("restored " + backup);
      kept.ifPresent(old -> idle.print("what was there before is kept as " + old));
    }
    return ExitCode.DONE.status();
  }
}
