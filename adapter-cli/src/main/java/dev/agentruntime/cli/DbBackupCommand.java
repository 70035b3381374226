package dev.agentruntime.cli;

import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.domain.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies the database. */
@Command(
    name = "backup",
    description = {
      "Copies a database of SQLite as it is at one moment, while a server may write. The copy is"
          + " checked, is for its owner alone, and is there as a whole or not at all.",
      "A database of PostgreSQL is copied by pg_dump; see docs/operations.md."
    },
    footer = {
      "agent-runtime db backup runtime-backup.db",
      "agent-runtime db backup --replace runtime-backup.db"
    })
final class DbBackupCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(names = "--replace", description = "Replace a file that is there already.")
  private boolean replacing;

  @Parameters(paramLabel = "FILE", description = "The file to write.")
  private Path file = Path.of("");

  DbBackupCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    Path target = idle.surroundings().folder().resolve(file);
    AnswerFile.at("FILE", target);
    if (!replacing && Files.exists(target)) {
      throw CommandFailure.usage(
          target + " is there already; name another file, or replace it with --replace");
    }
    return idle.prepare(common.flags()).database(true, database -> backUp(database, target));
  }

  private int backUp(Maintenance database, Path target) {
    long bytes = database.backUp(target, replacing);
    if (format.isJson()) {
      idle.print(
          JsonLine.of(
              JsonObject.builder().put("file", target.toString()).put("bytes", bytes).build()));
    } else {
      idle.print("backed up to " + target + ", " + Count.of(bytes, "byte"));
    }
    return ExitCode.DONE.status();
  }
}
