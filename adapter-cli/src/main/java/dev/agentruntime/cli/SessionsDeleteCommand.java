package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.application.session.DeleteSession;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes sessions out of sight. */
@Command(
    name = "delete",
    description = {
      "Takes sessions out of sight: they are listed, shown and resumed no more.",
      "Asks first where somebody is there; --yes answers in advance. The record of what happened"
          + " stays in the database."
    },
    footer = {
      "agent-runtime sessions delete 0193f2c4",
      "agent-runtime sessions delete 0193f2c4 0193f2d7 --yes"
    })
final class SessionsDeleteCommand implements Callable<Integer> {

  private static final int MAX_TITLE = 60;

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "The sessions; the beginning of an id is enough.")
  private List<String> ids = List.of();

  @Option(
      names = {"-y", "--yes"},
      description = "Delete without asking.")
  private boolean yes;

  SessionsDeleteCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.use(common, this::delete);
  }

  /** Finds all of them before it deletes one. */
  private int delete(AgentRuntime runtime) {
    var sessions = new SessionIds(runtime, common.next());
    List<SessionSummary> found =
        ids.stream()
            .map(sessions::find)
            .distinct()
            .map(id -> runtime.get(new GetSession(Owner.LOCAL, id)).summary())
            .toList();
    if (!yes && !confirmed(found)) {
      idle.surroundings().tell("nothing was deleted");
      return ExitCode.FAILED.status();
    }
    for (SessionSummary session : found) {
      runtime.delete(new DeleteSession(Owner.LOCAL, session.id()));
      idle.print("deleted " + session.id());
    }
    return ExitCode.DONE.status();
  }

  private boolean confirmed(List<SessionSummary> sessions) {
    Surroundings around = idle.surroundings();
    if (!around.isAttended()) {
      throw CommandFailure.usage("nobody is there to confirm the deletion; give --yes");
    }
    sessions.forEach(
        session ->
            around.tell(
                session.id()
                    + "  "
                    + SessionForm.status(session)
                    + "  "
                    + VisibleText.line(session.title(), MAX_TITLE)));
    return Confirmation.given(around, "delete " + (sessions.size() == 1 ? "it" : "them") + "?");
  }
}
