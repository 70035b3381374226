package dev.agentruntime.application.event;

import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent.QuestionAsked;
import dev.agentruntime.domain.session.SessionEvent.ToolAnswered;
import dev.agentruntime.domain.session.SessionEvent.ToolCallProposed;
import dev.agentruntime.domain.session.SessionEvent.ToolRequested;
import dev.agentruntime.domain.session.SessionEvent.ToolReset;
import dev.agentruntime.domain.session.SessionEvent.ToolStarted;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import java.util.Optional;

/** Events of tool calls. */
final class ToolEventJson {

  private ToolEventJson() {}

  static JsonObject write(ToolCallProposed event) {
    return JsonObject.builder()
        .put("call", ToolCallJson.write(event.call()))
        .put("side_effect", Fields.name(event.sideEffect()))
        .put("execution", Fields.name(event.execution()))
        .put("ruling", Fields.name(event.ruling()))
        .put("explanation", ApprovalJson.write(event.explanation()))
        .build();
  }

  static ToolCallProposed proposed(JsonObject json) {
    var fields = new Fields(json);
    return new ToolCallProposed(
        ToolCallJson.read(fields.object("call")),
        fields.constant("side_effect", SideEffect.class),
        fields.constant("execution", ToolExecution.class),
        fields.constant("ruling", Ruling.class),
        ApprovalJson.explanation(fields.fields("explanation")));
  }

  static JsonObject write(ToolRequested event) {
    return JsonObject.builder()
        .put("call_id", event.call().toString())
        .put("tool", event.tool().value())
        .put("arguments", event.arguments())
        .put("digest", event.digest().hex())
        .put("deadline", event.deadline().map(Fields::time).orElse(null))
        .build();
  }

  static ToolRequested requested(JsonObject json) {
    var fields = new Fields(json);
    return new ToolRequested(
        call(fields),
        new ToolName(fields.text("tool")),
        fields.object("arguments"),
        fields.digest("digest"),
        fields.has("deadline") ? Optional.of(fields.instant("deadline")) : Optional.empty());
  }

  static JsonObject write(ToolStarted event) {
    return JsonObject.builder()
        .put("call_id", event.call().toString())
        .put("digest", event.digest().hex())
        .put("grounds", ApprovalJson.write(event.grounds()))
        .put("generation", Fields.whole(event.generation()))
        .put("files", Fields.list(event.files(), FileImpactJson::write))
        .put("diff", event.diff())
        .build();
  }

  static ToolStarted started(JsonObject json) {
    var fields = new Fields(json);
    return new ToolStarted(
        call(fields),
        fields.digest("digest"),
        ApprovalJson.grounds(fields.fields("grounds")),
        fields.whole("generation"),
        fields.list("files", FileImpactJson::read),
        fields.optionalText("diff"));
  }

  static JsonObject write(ToolReset event) {
    return JsonObject.builder().put("call_id", event.call().toString()).build();
  }

  static ToolReset reset(JsonObject json) {
    return new ToolReset(call(new Fields(json)));
  }

  static JsonObject write(ToolAnswered event) {
    return JsonObject.builder()
        .put("call_id", event.call().toString())
        .put("provider_id", event.providerId())
        .put("result", ToolResultJson.write(event.result()))
        .build();
  }

  static ToolAnswered answered(JsonObject json) {
    var fields = new Fields(json);
    return new ToolAnswered(
        call(fields), fields.text("provider_id"), ToolResultJson.read(fields.object("result")));
  }

  static JsonObject write(QuestionAsked event) {
    return JsonObject.builder()
        .put("call_id", event.call().toString())
        .put("question", event.question())
        .put("suggestions", event.suggestions())
        .build();
  }

  static QuestionAsked questionAsked(JsonObject json) {
    var fields = new Fields(json);
    return new QuestionAsked(call(fields), fields.text("question"), fields.texts("suggestions"));
  }

  private static ToolCallId call(Fields fields) {
    return new ToolCallId(fields.uuid("call_id"));
  }
}
