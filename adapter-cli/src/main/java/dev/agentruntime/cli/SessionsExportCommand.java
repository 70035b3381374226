package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.event.ApprovalJson;
import dev.agentruntime.application.event.MessageJson;
import dev.agentruntime.application.event.TurnOutcomeJson;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.SessionView;
import dev.agentruntime.application.query.TranscriptEntry;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a whole session down. */
@Command(
    name = "export",
    description = {
      "Writes a whole session down: messages, calls with their answers, approvals with who decided"
          + " them.",
      "md is to be read, json is one object, jsonl is the log with an event a line."
    },
    footer = {
      "agent-runtime sessions export 0193f2c4 > session.md",
      "agent-runtime sessions export 0193f2c4 --format jsonl -o session.jsonl",
      "agent-runtime sessions export 0193f2c4 --format json | jq .approvals"
    })
final class SessionsExportCommand implements Callable<Integer> {

  /** The forms it can have. */
  enum Format {
    MD,
    JSON,
    JSONL
  }

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "ID", description = "The session; the beginning of its id is enough.")
  private String id = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      completionCandidates = Words.ExportFormats.class,
      defaultValue = "md",
      description = "md, json or jsonl. Default: md.")
  private Format format = Format.MD;

  @Mixin private final OutputFile file = new OutputFile();

  SessionsExportCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    OutputFile.Target target = file.of("export", idle.surroundings());
    return idle.use(common, runtime -> export(runtime, target));
  }

  private int export(AgentRuntime runtime, OutputFile.Target target) {
    var session = new SessionArchive(runtime, new SessionIds(runtime, common.next()).find(id));
    String text =
        switch (format) {
          case MD -> SessionMarkdown.of(session.view(), session.log());
          case JSON -> JsonLine.of(json(session)) + "\n";
          case JSONL ->
              session.log().stream()
                  .map(event -> EventForm.line(event) + "\n")
                  .collect(Collectors.joining());
        };
    target.take(text);
    return ExitCode.DONE.status();
  }

  private static JsonObject json(SessionArchive session) {
    SessionView view = session.view();
    return SessionForm.json(view.summary())
        .put("position", view.position())
        .put(
            "last_turn",
            view.lastTurn()
                .flatMap(SessionView.LastTurn::outcome)
                .map(TurnOutcomeJson::write)
                .orElse(null))
        .put(
            "messages",
            new JsonArray(
                session.transcript().stream()
                    .<JsonValue>map(SessionsExportCommand::message)
                    .toList()))
        .put(
            "approvals",
            new JsonArray(
                session.approvals().stream()
                    .<JsonValue>map(SessionsExportCommand::approval)
                    .toList()))
        .build();
  }

  private static JsonObject message(TranscriptEntry entry) {
    return JsonObject.builder()
        .put("position", entry.position())
        .put("at", entry.at().toString())
        .put("message", MessageJson.write(entry.message()))
        .build();
  }

  private static JsonObject approval(ApprovalView view) {
    return ApprovalForm.members(view)
        .put("call", view.approval().asked().call().map(Object::toString))
        .put("outcome", ApprovalJson.write(view.approval().state()))
        .build();
  }
}
