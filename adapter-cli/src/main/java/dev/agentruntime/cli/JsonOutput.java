package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.SessionId;
import java.io.PrintStream;

/** One result object at the end. */
final class JsonOutput implements RunOutput {

  private final PrintStream out;

  JsonOutput(PrintStream out) {
    this.out = out;
  }

  @Override
  public void session(SessionId session) {
    // The result names it.
  }

  @Override
  public void event(RecordedEvent event) {
    // Only the result counts.
  }

  @Override
  public void delta(Delta delta) {
    // Only the result counts.
  }

  @Override
  public void result(RunResult result) {
    out.println(line(result));
    out.flush();
  }

  static String line(RunResult result) {
    RunResult.Ending ending = result.ending();
    RunResult.Work work = result.work();
    JsonValue session =
        result.session().<JsonValue>map(id -> new JsonString(id.toString())).orElse(JsonNull.NULL);
    var members =
        JsonObject.builder()
            .put("status", ending.status().id())
            .put("session_id", session)
            .put("text", ending.text())
            .put("error", ending.problem())
            .put("usage", usage(work.usage()))
            .put(
                "pending_approvals",
                new JsonArray(work.pending().stream().<JsonValue>map(ApprovalForm::json).toList()))
            .put("files_changed", work.files());
    work.structured().ifPresent(answer -> members.put("structured", answer));
    if (!work.planned().isEmpty()) {
      members.put(
          "planned", new JsonArray(work.planned().stream().<JsonValue>map(Planned::json).toList()));
    }
    return JsonLine.of("result", members.build());
  }

  private static JsonObject usage(Usage usage) {
    return JsonObject.builder()
        .put("prompt_tokens", usage.promptTokens())
        .put("completion_tokens", usage.completionTokens())
        .put("total_tokens", usage.totalTokens())
        .build();
  }
}
