package dev.agentruntime.otel;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.tool.ToolResult;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said and done, for spans that are to tell it.
 *
 * <p>It is shaped as the conventions' JSON schemas for messages say, and written as JSON text: the
 * SDK's limit on the length of attributes holds for it, and every receiver can show it.
 */
final class Content {

  private Content() {}

  static void of(ChatModel.Request request, Span span) {
    var instructions = new ArrayList<JsonValue>();
    var messages = new ArrayList<JsonValue>();
    for (Message message : request.messages()) {
      switch (message) {
        case Message.System system -> instructions.add(text(system.text()));
        case Message.User user -> messages.add(message("user", List.of(text(user.text()))));
        case Message.Assistant assistant -> messages.add(message("assistant", parts(assistant)));
        case Message.Tool tool -> messages.add(message("tool", List.of(response(tool))));
      }
    }
    if (!instructions.isEmpty()) {
      span.setAttribute(GenAiNames.SYSTEM_INSTRUCTIONS, new JsonArray(instructions).canonical());
    }
    span.setAttribute(GenAiNames.INPUT_MESSAGES, new JsonArray(messages).canonical());
  }

  static void of(ChatModel.Reply reply, Span span) {
    var parts = new ArrayList<JsonValue>();
    reply.reasoning().ifPresent(thought -> parts.add(part("reasoning", thought)));
    if (!reply.text().isEmpty()) {
      parts.add(text(reply.text()));
    }
    reply.calls().forEach(call -> parts.add(call(call.id(), call.name(), raw(call.arguments()))));
    span.setAttribute(
        GenAiNames.OUTPUT_MESSAGES, JsonArray.of(message("assistant", parts)).canonical());
  }

  static void of(AuthorizedCall call, Span span) {
    span.setAttribute(GenAiNames.TOOL_ARGUMENTS, call.arguments().canonical());
  }

  static void of(ToolResult result, Span span) {
    span.setAttribute(GenAiNames.TOOL_RESULT, result.told());
  }

  private static List<JsonValue> parts(Message.Assistant assistant) {
    var parts = new ArrayList<JsonValue>();
    if (!assistant.text().isEmpty()) {
      parts.add(text(assistant.text()));
    }
    assistant
        .calls()
        .forEach(
            call -> parts.add(call(call.providerId(), call.name(), call.arguments().onTheWire())));
    return parts;
  }

  private static JsonObject message(String role, List<JsonValue> parts) {
    return JsonObject.builder().put("role", role).put("parts", new JsonArray(parts)).build();
  }

  private static JsonObject text(String content) {
    return part("text", content);
  }

  private static JsonObject part(String type, String content) {
    return JsonObject.builder().put("type", type).put("content", sound(content)).build();
  }

  private static JsonObject call(String id, String name, JsonValue arguments) {
    return JsonObject.builder()
        .put("type", "tool_call")
        .put("id", sound(id))
        .put("name", sound(name))
        .put("arguments", arguments)
        .build();
  }

  private static JsonObject response(Message.Tool tool) {
    return JsonObject.builder()
        .put("type", "tool_call_response")
        .put("id", sound(tool.providerId()))
        .put("response", sound(tool.result().told()))
        .build();
  }

  /** A model may send anything in place of an object. */
  private static JsonValue raw(String arguments) {
    return JsonText.read(arguments) instanceof JsonText.Valid valid
        ? valid.value()
        : new JsonString(sound(arguments));
  }

  private static String sound(String text) {
    return RecordableText.of(text);
  }
}
