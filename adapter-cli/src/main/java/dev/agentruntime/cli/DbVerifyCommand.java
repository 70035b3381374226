package dev.agentruntime.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks all of the database. */
@Command(
    name = "verify",
    description = {
      "Reads all of the database and checks it: the pages, indexes and references of a file, the"
          + " chain of the log, and that the rows are what the log tells.",
      "A server may run meanwhile. audit verify tells of each flaw in the log."
    },
    exitCodeList = {"0:it is sound", "1:it is not", "2:wrong usage", "7:configuration"},
    footer = {"agent-runtime db verify", "agent-runtime db verify --db sqlite:backup.db"})
final class DbVerifyCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  DbVerifyCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    var found = new ChecksForm(idle.prepare(common.flags()).verifyDatabase());
    if (format.isJson()) {
      idle.print(JsonLine.of(found.json()));
    } else {
      found.lines().forEach(idle::print);
    }
    return (found.isBroken() ? ExitCode.FAILED : ExitCode.DONE).status();
  }
}
