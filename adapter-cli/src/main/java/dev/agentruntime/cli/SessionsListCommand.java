package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.query.SessionSummary;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.Owner;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists sessions. */
@Command(
    name = "list",
    description = "Lists sessions, the newest activity first.",
    footer = {
      "agent-runtime sessions list --most 5",
      "agent-runtime sessions list --format json | jq -r '.[].session_id'"
    })
final class SessionsListCommand implements Callable<Integer> {

  private static final int MAX_TITLE = 50;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most this many, up to " + SessionFilter.MAX + ". Default: 20.")
  private int most;

  SessionsListCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    CommandFailure.requireWithin("--most", most, SessionFilter.MAX);
    return idle.use(common, this::list);
  }

  private int list(AgentRuntime runtime) {
    List<SessionSummary> sessions =
        runtime.list(new ListSessions(Owner.LOCAL, SessionFilter.newest(most))).items();
    if (format.isJson()) {
      idle.print(
          JsonLine.of(
              new JsonArray(
                  sessions.stream().<JsonValue>map(s -> SessionForm.json(s).build()).toList())));
    } else if (sessions.isEmpty()) {
      idle.surroundings().tell("there are no sessions yet");
    } else {
      table(sessions).lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }

  private static Table table(List<SessionSummary> sessions) {
    var table = new Table("ID", "UPDATED", "STATUS", "AGENT", "WORKSPACE", "TITLE");
    for (SessionSummary session : sessions) {
      table.row(
          session.id().toString(),
          TIME.format(session.state().updatedAt()),
          SessionForm.status(session),
          session.agent().value(),
          SessionForm.workspace(session.runner()),
          VisibleText.line(session.title(), MAX_TITLE));
    }
    return table;
  }
}
