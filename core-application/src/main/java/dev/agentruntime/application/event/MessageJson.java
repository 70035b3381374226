package dev.agentruntime.application.event;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.tool.ToolCallId;

/** The messages of a transcript as JSON. */
public final class MessageJson {

  private MessageJson() {}

  /** The name of the role. */
  public static String role(Message message) {
    return switch (message) {
      case Message.System system -> "system";
      case Message.User user -> "user";
      case Message.Assistant assistant -> "assistant";
      case Message.Tool tool -> "tool";
    };
  }

  /** The JSON form. */
  public static JsonObject write(Message message) {
    return switch (message) {
      case Message.System system ->
          JsonObject.builder().put("role", role(system)).put("text", system.text()).build();
      case Message.User user -> user(user);
      case Message.Assistant assistant -> assistant(assistant);
      case Message.Tool tool -> tool(tool);
    };
  }

  private static JsonObject user(Message.User user) {
    return JsonObject.builder()
        .put("role", role(user))
        .put("message_id", user.id().toString())
        .put("text", user.text())
        .build();
  }

  private static JsonObject assistant(Message.Assistant assistant) {
    return JsonObject.builder()
        .put("role", role(assistant))
        .put("message_id", assistant.id().toString())
        .put("agent", assistant.agent().value())
        .put("text", assistant.text())
        .put("reasoning", assistant.reasoning())
        .put("calls", Fields.list(assistant.calls(), ToolCallJson::write))
        .build();
  }

  private static JsonObject tool(Message.Tool tool) {
    return JsonObject.builder()
        .put("role", role(tool))
        .put("call_id", tool.call().toString())
        .put("provider_id", tool.providerId())
        .put("result", ToolResultJson.write(tool.result()))
        .build();
  }

  /** Reads {@link #write}. */
  public static Message read(JsonObject json) {
    var fields = new Fields(json);
    return switch (fields.text("role")) {
      case "system" -> new Message.System(fields.text("text"));
      case "user" -> user(json);
      case "assistant" -> assistant(json);
      case "tool" ->
          new Message.Tool(
              new ToolCallId(fields.uuid("call_id")),
              fields.text("provider_id"),
              ToolResultJson.read(fields.object("result")));
      case String other -> throw Fields.unknown("message role", other);
    };
  }

  static Message.User user(JsonObject json) {
    var fields = new Fields(json);
    return new Message.User(new MessageId(fields.uuid("message_id")), fields.text("text"));
  }

  static Message.Assistant assistant(JsonObject json) {
    var fields = new Fields(json);
    return new Message.Assistant(
        new MessageId(fields.uuid("message_id")),
        new AgentName(fields.text("agent")),
        fields.text("text"),
        fields.optionalText("reasoning"),
        fields.list("calls", ToolCallJson::read));
  }
}
