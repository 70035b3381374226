package dev.agentruntime.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageParam;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionSystemMessageParam;
import com.openai.models.chat.completions.ChatCompletionTool;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.chat.completions.ChatCompletionUserMessageParam;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonBoolean;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.List;

/** Turns a request of the port into one of the wire. Equal requests give equal bodies. */
record RequestMapper(OpenAiSettings settings) {

  /** Long names and foreign letters are refused by servers, and every later request would fail. */
  private static final int MAX_NAME = ToolName.MAX_LENGTH;

  /** Of W3C Trace Context. */
  private static final String TRACE = "traceparent";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  ChatCompletionCreateParams map(List<Message> messages, List<ToolSpec> tools) {
    var ids = WireIds.of(messages);
    var params =
        ChatCompletionCreateParams.builder()
            .model(settings.model())
            .messages(messages.stream().map(message -> map(message, ids)).toList())
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    if (!tools.isEmpty()) {
      params.tools(tools.stream().map(RequestMapper::map).toList());
    }
    settings
        .maxOutputTokens()
        .ifPresent(
            tokens ->
                params.putAdditionalBodyProperty(
                    limitName(), com.openai.core.JsonValue.from(tokens)));
    return params.build();
  }

  /** The same request as part of a trace, which the endpoint goes on with where it takes part. */
  ChatCompletionCreateParams map(ChatModel.Request request) {
    ChatCompletionCreateParams params = map(request.messages(), request.tools());
    return request
        .trace()
        .map(trace -> params.toBuilder().putAdditionalHeader(TRACE, trace.value()).build())
        .orElse(params);
  }

  /** OpenAI refuses the old name for its newer models; most other servers know no other. */
  private String limitName() {
    return settings.endpoint().baseUrl().startsWith("https://api.openai.com/")
        ? "max_completion_tokens"
        : "max_tokens";
  }

  private static ChatCompletionMessageParam map(Message message, WireIds ids) {
    return switch (message) {
      case Message.System system ->
          ChatCompletionMessageParam.ofSystem(
              ChatCompletionSystemMessageParam.builder().content(system.text()).build());
      case Message.User user ->
          ChatCompletionMessageParam.ofUser(
              ChatCompletionUserMessageParam.builder().content(user.text()).build());
      case Message.Assistant assistant ->
          ChatCompletionMessageParam.ofAssistant(assistant(assistant, ids));
      case Message.Tool tool ->
          ChatCompletionMessageParam.ofTool(
              ChatCompletionToolMessageParam.builder()
                  .toolCallId(ids.of(tool.call()))
                  .content(tool.result().content())
                  .build());
    };
  }

  private static ChatCompletionAssistantMessageParam assistant(
      Message.Assistant message, WireIds ids) {
    var params = ChatCompletionAssistantMessageParam.builder().content(message.text());
    if (!message.calls().isEmpty()) {
      params.toolCalls(message.calls().stream().map(call -> map(call, ids)).toList());
    }
    return params.build();
  }

  private static ChatCompletionMessageToolCall map(ToolCall call, WireIds ids) {
    return ChatCompletionMessageToolCall.ofFunction(
        ChatCompletionMessageFunctionToolCall.builder()
            .id(ids.of(call.id()))
            .function(
                ChatCompletionMessageFunctionToolCall.Function.builder()
                    .name(name(call.name()))
                    .arguments(call.arguments().onTheWire().canonical())
                    .build())
            .build());
  }

  private static String name(String asSent) {
    if (ToolName.isValid(asSent)) {
      return asSent;
    }
    String plain = asSent.replaceAll("[^a-zA-Z0-9_-]", "_");
    return plain.isEmpty() ? "unnamed" : plain.substring(0, Math.min(plain.length(), MAX_NAME));
  }

  private static ChatCompletionTool map(ToolSpec tool) {
    var parameters = FunctionParameters.builder();
    tool.schema()
        .members()
        .forEach((name, value) -> parameters.putAdditionalProperty(name, wire(value)));
    return ChatCompletionTool.ofFunction(
        ChatCompletionFunctionTool.builder()
            .function(
                FunctionDefinition.builder()
                    .name(tool.name().value())
                    .description(tool.description())
                    .parameters(parameters.build())
                    .build())
            .build());
  }

  /** By way of Jackson: made from plain objects, the library's values lose their nulls. */
  private static com.openai.core.JsonValue wire(JsonValue value) {
    return com.openai.core.JsonValue.fromJsonNode(node(value));
  }

  private static JsonNode node(JsonValue value) {
    return switch (value) {
      case JsonNull none -> NODES.nullNode();
      case JsonBoolean bool -> NODES.booleanNode(bool.value());
      case JsonNumber number when number.isWhole() -> NODES.numberNode((long) number.value());
      case JsonNumber number -> NODES.numberNode(number.value());
      case JsonString string -> NODES.textNode(string.value());
      case JsonArray array ->
          NODES.arrayNode().addAll(array.items().stream().map(RequestMapper::node).toList());
      case JsonObject object -> {
        ObjectNode members = NODES.objectNode();
        object.members().forEach((name, member) -> members.set(name, node(member)));
        yield members;
      }
    };
  }
}
