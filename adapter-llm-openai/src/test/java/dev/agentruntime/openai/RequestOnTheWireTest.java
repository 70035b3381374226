package dev.agentruntime.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolSpec;
import dev.agentruntime.openai.OpenAiSettings.Endpoint;
import dev.agentruntime.openai.OpenAiSettings.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestOnTheWireTest {

  @Test
  void every_kind_of_message_is_sent_as_the_interface_wants_it() throws Exception {
    JsonNode sent =
        send(
            new Message.System("Be brief."),
            Talk.user("Read x."),
            assistant("On it.", call(1, "call_a", "read_file", Map.of("path", "x"))),
            answer(1, "call_a", "the content"),
            assistant("Done."));

    assertThat(sent.get("messages"))
        .isEqualTo(
            json(
                """
                [{"role":"system","content":"Be brief."},
                 {"role":"user","content":"Read x."},
                 {"role":"assistant","content":"On it.","tool_calls":[{"id":"call_a",
                  "type":"function",
                  "function":{"name":"read_file","arguments":"{\\"path\\":\\"x\\"}"}}]},
                 {"role":"tool","tool_call_id":"call_a","content":"the content"},
                 {"role":"assistant","content":"Done."}]
                """));
  }

  @Test
  void the_endpoint_is_told_the_place_in_a_trace_where_there_is_one() throws Exception {
    var trace = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    try (var endpoint =
            FakeEndpoint.playing(
                FakeEndpoint.stream(Streams.complete("fine")),
                FakeEndpoint.stream(Streams.complete("fine")));
        var model = new OpenAiChatModel(Talk.settings(endpoint))) {
      ChatModel.Request hello = Talk.hello();
      Talk.replied(model.chat(hello, new Talk()));
      Talk.replied(
          model.chat(
              new ChatModel.Request(
                  hello.session(),
                  hello.purpose(),
                  hello.ordinal(),
                  hello.messages(),
                  hello.tools(),
                  Optional.of(trace)),
              new Talk()));

      assertThat(endpoint.requests().getFirst().headers()).doesNotContainKey("traceparent");
      assertThat(endpoint.requests().getLast().headers().get("traceparent"))
          .containsExactly(trace.value());
    }
  }

  @Test
  void a_stream_with_usage_of_the_named_model_is_asked_for() throws Exception {
    JsonNode sent = send(Talk.user("hello"));

    assertThat(sent.get("model").asText()).isEqualTo("some-model");
    assertThat(sent.get("stream").asBoolean()).isTrue();
    assertThat(sent.get("stream_options")).isEqualTo(json("{\"include_usage\":true}"));
    assertThat(sent.has("tools")).isFalse();
    assertThat(sent.has("max_tokens")).isFalse();
  }

  @Test
  void tools_are_sent_with_their_schema_as_it_is() throws Exception {
    var schema =
        JsonObject.builder()
            .put("type", "object")
            .put(
                "properties",
                JsonObject.builder()
                    .put("path", JsonObject.builder().put("type", "string").build())
                    .put(
                        "limit",
                        JsonObject.builder()
                            .put("minimum", 1)
                            .put("maximum", new JsonNumber(2.5))
                            .put("default", JsonNull.NULL)
                            .build())
                    .build())
            .put("required", List.of("path"))
            .put("additionalProperties", false)
            .put("examples", new JsonArray(List.of(JsonObject.empty())))
            .build();
    var tool = new ToolSpec(new ToolName("read_file"), "Reads a file.", schema, SideEffect.READ);

    JsonNode sent = send(List.of(Talk.user("hello")), List.of(tool));

    assertThat(sent.get("tools"))
        .isEqualTo(
            json(
                """
                [{"type":"function","function":{"name":"read_file","description":"Reads a file.",
                  "parameters":{"type":"object","properties":{"path":{"type":"string"},
                   "limit":{"minimum":1,"maximum":2.5,"default":null}},"required":["path"],
                   "additionalProperties":false,"examples":[{}]}}}]
                """));
  }

  @Test
  void ids_that_are_empty_or_repeated_become_unique_and_the_answers_follow() throws Exception {
    JsonNode messages =
        send(
                assistant(
                    "",
                    call(1, "same", "read_file", Map.of()),
                    call(2, "same", "read_file", Map.of()),
                    call(3, "", "read_file", Map.of())),
                answer(1, "same", "one"),
                answer(2, "same", "two"),
                answer(3, "", "three"),
                assistant("", call(4, "same", "read_file", Map.of())),
                answer(4, "same", "four"))
            .get("messages");

    JsonNode calls = messages.get(0).get("tool_calls");
    assertThat(calls.findValuesAsText("id")).doesNotHaveDuplicates().first().isEqualTo("same");
    assertThat(calls.findValuesAsText("id")).allMatch(id -> id.length() <= 40);
    for (int i = 0; i < 3; i++) {
      assertThat(messages.get(1 + i).get("tool_call_id")).isEqualTo(calls.get(i).get("id"));
    }
    String fourth = messages.get(4).get("tool_calls").get(0).get("id").asText();
    assertThat(calls.findValuesAsText("id")).doesNotContain(fourth);
    assertThat(messages.get(5).get("tool_call_id").asText()).isEqualTo(fourth);
  }

  @Test
  void malformed_arguments_go_back_as_an_object() throws Exception {
    var malformed =
        new ToolCall(
            callId(1), "a", "read_file", new ToolArguments.Malformed("{\"pa", "it ends early"));
    String arguments =
        send(assistant("", malformed), answer(1, "a", "bad"))
            .at("/messages/0/tool_calls/0/function/arguments")
            .asText();

    assertThat(json(arguments)).isEqualTo(json("{\"malformed_arguments\":\"{\\\"pa\"}"));
  }

  @Test
  void names_that_servers_refuse_are_made_fit() throws Exception {
    JsonNode calls =
        send(assistant(
                "",
                call(1, "a", "read file…", Map.of()),
                call(2, "b", "", Map.of()),
                call(3, "c", "x".repeat(100), Map.of())))
            .at("/messages/0/tool_calls");

    assertThat(calls.get(0).at("/function/name").asText()).isEqualTo("read_file_");
    assertThat(calls.get(1).at("/function/name").asText()).isEqualTo("unnamed");
    assertThat(calls.get(2).at("/function/name").asText()).hasSize(64);
  }

  @Test
  void reasoning_is_never_sent_back() throws Exception {
    var thinking =
        new Message.Assistant(
            new MessageId(new UUID(3, 3)),
            new AgentName("coder"),
            "Yes.",
            Optional.of("my secret thoughts"),
            List.of());

    assertThat(send(thinking).toString()).doesNotContain("my secret thoughts");
  }

  @Test
  void equal_requests_are_equal_byte_by_byte() throws Exception {
    Message[] messages = {
      assistant("", call(1, "", "read_file", Map.of("b", "1", "a", "2"))), answer(1, "", "x")
    };

    assertThat(send(messages).toString()).isEqualTo(send(messages).toString());
  }

  @Test
  void path_key_and_extra_headers_are_sent_and_nothing_about_this_machine() throws Exception {
    try (var endpoint = answering()) {
      Talk.ask(
          OpenAiSettings.of(
              new Endpoint(
                  endpoint.url() + "/proxy/",
                  Optional.of(new Secret(Talk.KEY + "\n")),
                  Map.of("X-Internal-Auth", new Secret("inner"))),
              "m"));
      FakeEndpoint.Received request = endpoint.requests().getFirst();

      assertThat(request.path()).isEqualTo("/proxy/v1/chat/completions");
      assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer " + Talk.KEY);
      assertThat(request.headers().getFirst("X-Internal-Auth")).isEqualTo("inner");
      assertThat(request.headers().keySet()).noneMatch(name -> name.startsWith("X-stainless"));
    }
  }

  @Test
  void without_a_key_none_is_sent() throws Exception {
    try (var endpoint = answering()) {
      Talk.ask(OpenAiSettings.of(new Endpoint(endpoint.url(), Optional.empty(), Map.of()), "m"));

      assertThat(endpoint.requests().getFirst().headers()).doesNotContainKey("Authorization");
    }
  }

  @Test
  void the_output_limit_is_sent_under_the_name_that_most_servers_know() throws Exception {
    try (var endpoint = answering()) {
      Talk.ask(Talk.settings(endpoint).withMaxOutputTokens(77));

      assertThat(endpoint.request().get("max_tokens").asInt()).isEqualTo(77);
    }
    var openAi =
        OpenAiSettings.of(Endpoint.of("https://api.openai.com", Talk.KEY), "m")
            .withMaxOutputTokens(77);
    assertThat(
            new RequestMapper(openAi)
                .map(List.of(), List.of())
                ._additionalBodyProperties()
                .keySet())
        .containsExactly("max_completion_tokens");
  }

  private static JsonNode send(Message... messages) throws Exception {
    return send(List.of(messages), List.of());
  }

  private static JsonNode send(List<Message> messages, List<ToolSpec> tools) throws Exception {
    try (var endpoint = answering();
        var model = new OpenAiChatModel(Talk.settings(endpoint))) {
      Talk.replied(model.chat(Talk.request(messages, tools), new Talk()));
      return endpoint.request();
    }
  }

  private static FakeEndpoint answering() throws Exception {
    return FakeEndpoint.playing(FakeEndpoint.stream(Streams.complete("fine")));
  }

  private static Message.Assistant assistant(String text, ToolCall... calls) {
    return new Message.Assistant(
        new MessageId(new UUID(3, 3)),
        new AgentName("coder"),
        text,
        Optional.empty(),
        List.of(calls));
  }

  private static ToolCall call(
      int id, String providerId, String name, Map<String, String> arguments) {
    var object = JsonObject.builder();
    arguments.forEach(object::put);
    return new ToolCall(callId(id), providerId, name, new ToolArguments.Parsed(object.build()));
  }

  private static Message.Tool answer(int id, String providerId, String content) {
    return new Message.Tool(callId(id), providerId, ToolResult.succeeded(content));
  }

  private static ToolCallId callId(int id) {
    return new ToolCallId(new UUID(4, id));
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }
}
