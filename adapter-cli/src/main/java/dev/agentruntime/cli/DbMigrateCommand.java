package dev.agentruntime.cli;

import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.domain.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Brings the tables up to date. */
@Command(
    name = "migrate",
    description = {
      "Brings the tables of a database up to date, as every command and server does when it opens"
          + " one; db status tells beforehand what there is to do.",
      "Each step is done as a whole or not at all. There is no way back but a backup."
    },
    footer = {"agent-runtime db migrate", "agent-runtime db migrate --db sqlite:runtime.db"})
final class DbMigrateCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  DbMigrateCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.prepare(common.flags()).database(true, this::migrate);
  }

  private int migrate(Maintenance database) {
    String from = version(database);
    database.migrate();
    String to = version(database);
    if (format.isJson()) {
      idle.print(JsonLine.of(JsonObject.builder().put("from", from).put("to", to).build()));
    } else {
      idle.print(
          from.equals(to)
              ? "up to date at version " + to
              : "migrated from version " + from + " to " + to);
    }
    return ExitCode.DONE.status();
  }

  private static String version(Maintenance database) {
    return database.status().tables().orElseThrow().schema().found();
  }
}
