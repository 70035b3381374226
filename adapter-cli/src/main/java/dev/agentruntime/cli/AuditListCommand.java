package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.application.audit.AuditJson;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonValue;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists entries of the log. */
@Command(
    name = "list",
    description = {
      "Lists what the log tells of who did what, the newest first; of deleted sessions, too.",
      "JSON has more of each entry: ids, digests and its link in the chain."
    },
    footer = {
      "agent-runtime audit list",
      "agent-runtime audit list --type 'approval.*' --since 7d",
      "agent-runtime audit list --session 0193f2c4 --tool write_file --content",
      "agent-runtime audit list --decider alice --format json | jq -r '.[].approval_id'"
    })
final class AuditListCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();
  @Mixin private final AuditSelection selection = new AuditSelection();

  @Option(
      names = "--content",
      description =
          "Tell what people, models and tools wrote, too; the table has the beginning of it.")
  private boolean content;

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most this many, up to " + SessionFilter.MAX + ". Default: 50.")
  private int most;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "Go on where a list ended; the list told it.")
  private Optional<String> cursor = Optional.empty();

  AuditListCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    CommandFailure.requireWithin("--most", most, SessionFilter.MAX);
    selection.check();
    return idle.use(common, this::list);
  }

  private int list(AgentRuntime runtime) {
    var log = new AuditLog(runtime, common.next());
    Page<AuditEntry> page = log.newest(selection.in(log), most, cursor);
    if (format.isJson()) {
      idle.print(
          JsonLine.of(
              new JsonArray(
                  page.items().stream()
                      .<JsonValue>map(entry -> AuditJson.write(entry, amount()))
                      .toList())));
    } else if (page.items().isEmpty()) {
      idle.surroundings().tell("there are no such entries");
    } else {
      AuditForm.table(page.items(), content).lines().forEach(idle::print);
    }
    page.next()
        .ifPresent(
            next -> idle.surroundings().tell("older ones: the same command with --cursor " + next));
    return ExitCode.DONE.status();
  }

  private AuditJson.Content amount() {
    return content ? AuditJson.Content.FULL : AuditJson.Content.REDACTED;
  }
}
