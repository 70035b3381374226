package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.output.VisibleText;
import dev.agentruntime.application.query.SessionChange;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a session changed. */
@Command(
    name = "diff",
    description = {
      "Shows the edits of a session that took effect, in their order, as unified diffs that git"
          + " apply takes.",
      "It is told from the log: what commands changed is not in it."
    },
    footer = {
      "agent-runtime sessions diff 0193f2c4",
      "agent-runtime sessions diff 0193f2c4 | git -C ../other apply",
      "agent-runtime sessions diff 0193f2c4 --format json | jq -r '.[].paths[]' | sort -u"
    })
final class SessionsDiffCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();
  @Mixin private final OutputFile file = new OutputFile();

  @Parameters(paramLabel = "ID", description = "The session; the beginning of its id is enough.")
  private String id = "";

  SessionsDiffCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    OutputFile.Target target = file.of("diff", idle.surroundings());
    return idle.use(common, runtime -> diff(runtime, target));
  }

  private int diff(AgentRuntime runtime, OutputFile.Target target) {
    List<RecordedEvent> log =
        new SessionArchive(runtime, new SessionIds(runtime, common.next()).find(id)).log();
    List<SessionChange> changes = SessionChange.in(log);
    String text = format.isJson() ? JsonLine.of(json(changes)) + "\n" : text(changes);
    boolean shown = target.file().isEmpty() && !format.isJson();
    target.take(shown ? VisibleText.of(text) : text);
    note(changes, log);
    return ExitCode.DONE.status();
  }

  private static String text(List<SessionChange> changes) {
    var text = new StringBuilder();
    for (SessionChange change : changes) {
      change.diff().ifPresent(diff -> text.append(diff).append(diff.endsWith("\n") ? "" : "\n"));
    }
    return text.toString();
  }

  /** What the diffs do not show. */
  private void note(List<SessionChange> changes, List<RecordedEvent> log) {
    if (changes.isEmpty()) {
      idle.surroundings().tell("no edit of this session took effect");
    }
    changes.stream()
        .filter(change -> change.diff().isEmpty())
        .forEach(
            change ->
                idle.surroundings()
                    .tell(
                        "not in the diff: "
                            + change.tool()
                            + " changed "
                            + String.join(", ", change.paths())));
    changes.stream()
        .filter(change -> change.diff().map(SessionsDiffCommand::isMarked).orElse(false))
        .forEach(
            change ->
                idle.surroundings()
                    .tell(
                        "not as it was: the diff of "
                            + String.join(", ", change.paths())
                            + " leaves something out, where it says so; git apply does not take"
                            + " it"));
    int commands = commands(log);
    if (commands > 0) {
      idle.surroundings()
          .tell(
              "not in the diff: what "
                  + Count.of(commands, "command")
                  + " of this session may have changed; git diff in the workspace shows it");
    }
  }

  /** Lines of a diff never begin like its marks for what is cut, secret or binary. */
  private static boolean isMarked(String diff) {
    return diff.lines().anyMatch(line -> line.startsWith("["));
  }

  private static int commands(List<RecordedEvent> log) {
    Set<ToolCallId> proposed = new HashSet<>();
    int started = 0;
    for (RecordedEvent recorded : log) {
      switch (recorded.event()) {
        case SessionEvent.ToolCallProposed call when call.sideEffect() == SideEffect.COMMAND ->
            proposed.add(call.call().id());
        case SessionEvent.ToolStarted start when proposed.contains(start.call()) -> started++;
        default -> {}
      }
    }
    return started;
  }

  private static JsonArray json(List<SessionChange> changes) {
    return new JsonArray(
        changes.stream()
            .<JsonValue>map(
                change ->
                    JsonObject.builder()
                        .put("call_id", change.call().toString())
                        .put("tool", change.tool())
                        .put("agent", change.agent().value())
                        .put("at", change.at().toString())
                        .put("paths", change.paths())
                        .put("diff", change.diff())
                        .put("allowed_by", allowedBy(change))
                        .build())
            .toList());
  }

  private static String allowedBy(SessionChange change) {
    return switch (change.allowed().grounds()) {
      case Grounds.Policy policy -> "rule " + policy.explanation().rule();
      case Grounds.Person person ->
          change.allowed().by().orElse("a person") + (person.edited() ? ", edited" : "");
    };
  }
}
