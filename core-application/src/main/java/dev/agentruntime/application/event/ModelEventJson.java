package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionEvent.ModelRequestCompleted;
import dev.agentruntime.domain.session.SessionEvent.ModelRequestFailed;
import dev.agentruntime.domain.session.SessionEvent.ReplyDiscarded;
import dev.agentruntime.domain.session.SessionEvent.ReplyRecorded;

/** Events of the model. */
final class ModelEventJson {

  private ModelEventJson() {}

  static JsonObject write(ModelRequestCompleted event) {
    return JsonObject.builder()
        .put("purpose", Fields.name(event.purpose()))
        .put("model", event.model())
        .put("prompt_tokens", Fields.whole(event.usage().promptTokens()))
        .put("completion_tokens", Fields.whole(event.usage().completionTokens()))
        .put("estimated", event.usage().estimated() ? new JsonBoolean(true) : null)
        .put("millis", Fields.whole(event.millis()))
        .build();
  }

  static ModelRequestCompleted completed(JsonObject json) {
    var fields = new Fields(json);
    return new ModelRequestCompleted(
        fields.constant("purpose", Purpose.class),
        fields.text("model"),
        new Usage(
            fields.whole("prompt_tokens"),
            fields.whole("completion_tokens"),
            fields.has("estimated") && fields.bool("estimated")),
        fields.whole("millis"));
  }

  static JsonObject write(ModelRequestFailed event) {
    return JsonObject.builder()
        .put("purpose", Fields.name(event.purpose()))
        .put("kind", Fields.name(event.kind()))
        .put("message", event.message())
        .put("model", event.model())
        .build();
  }

  static ModelRequestFailed failed(JsonObject json) {
    var fields = new Fields(json);
    return new ModelRequestFailed(
        fields.constant("purpose", Purpose.class),
        fields.constant("kind", FailureKind.class),
        fields.text("message"),
        fields.optionalText("model"));
  }

  static JsonObject write(ReplyRecorded event) {
    return JsonObject.builder()
        .put("message", MessageJson.write(event.reply()))
        .put("malformed", event.malformed())
        .build();
  }

  static ReplyRecorded replyRecorded(JsonObject json) {
    var fields = new Fields(json);
    return new ReplyRecorded(
        MessageJson.assistant(fields.object("message")), fields.bool("malformed"));
  }

  static JsonObject write(ReplyDiscarded event) {
    return JsonObject.builder()
        .put("message_id", event.reply().toString())
        .put("reason", event.reason())
        .build();
  }

  static ReplyDiscarded replyDiscarded(JsonObject json) {
    var fields = new Fields(json);
    return new ReplyDiscarded(new MessageId(fields.uuid("message_id")), fields.text("reason"));
  }
}
