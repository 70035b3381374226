package dev.agentruntime.otel;

import static dev.agentruntime.otel.Recorded.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.ModelCall;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.AuthorizedCalls;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ContentTest {

  private static final MessageId ID = new MessageId(new UUID(2, 1));
  private static final ToolCallId CALL = new ToolCallId(new UUID(2, 2));
  private static final JsonObject ARGUMENTS =
      JsonObject.builder().put("path", "private.txt").build();

  private static final ChatModel.Request REQUEST =
      Recorded.request(
          new Message.System("private orders"),
          new Message.User(ID, "private question"),
          new Message.Assistant(
              ID,
              Recorded.CODER,
              "private remark",
              Optional.of("private doubt"),
              List.of(
                  new ToolCall(CALL, "call_1", "read_file", new ToolArguments.Parsed(ARGUMENTS)))),
          new Message.Tool(CALL, "call_1", ToolResult.succeeded("private lines")));

  private static final ChatModel.Reply REPLY =
      new ChatModel.Reply(
          "private answer",
          Optional.of("private thought"),
          List.of(
              new ChatModel.Call("call_2", "read_file", "{\"path\":\"private.txt\"}"),
              new ChatModel.Call("call_3", "read_file", "{private")),
          "gpt-5",
          new Usage(1, 2));

  private static Recorded worked(OtelSettings settings) {
    Recorded recorded = Recorded.with(settings);
    AgentRun run = recorded.begins();
    ModelCall call = run.asks(REQUEST);
    call.firstPiece();
    call.ends(new ChatModel.Outcome.Replied(REPLY));
    run.executes(AuthorizedCalls.of("read_file", SideEffect.READ, ARGUMENTS, Preview.nothing()))
        .ends(ToolResult.succeeded("private lines").with("private note"));
    run.ends(new AgentEnd.TurnOver(new TurnOutcome.Completed("private answer")));
    return recorded;
  }

  @Test
  void content_is_recorded_by_nobody_who_did_not_ask_for_it() {
    assertThat(worked(Recorded.SETTINGS).spans())
        .hasSize(3)
        .allSatisfy(span -> assertThat(span.toString()).doesNotContain("private"));
  }

  @Test
  void a_request_tells_its_instructions_and_messages() {
    SpanData chat = worked(Recorded.SETTINGS.withContent(true)).named("chat gpt-5");

    assertThat(value(chat, GenAiNames.SYSTEM_INSTRUCTIONS))
        .isEqualTo("[{\"content\":\"private orders\",\"type\":\"text\"}]");
    assertThat(value(chat, GenAiNames.INPUT_MESSAGES))
        .isEqualTo(
            "[{\"parts\":[{\"content\":\"private question\",\"type\":\"text\"}],\"role\":\"user\"},"
                + "{\"parts\":[{\"content\":\"private remark\",\"type\":\"text\"},"
                + "{\"arguments\":{\"path\":\"private.txt\"},\"id\":\"call_1\","
                + "\"name\":\"read_file\",\"type\":\"tool_call\"}],\"role\":\"assistant\"},"
                + "{\"parts\":[{\"id\":\"call_1\",\"response\":\"private lines\","
                + "\"type\":\"tool_call_response\"}],\"role\":\"tool\"}]");
  }

  @Test
  void a_reply_tells_thought_text_and_calls_however_they_are_written() {
    SpanData chat = worked(Recorded.SETTINGS.withContent(true)).named("chat gpt-5");

    assertThat(value(chat, GenAiNames.OUTPUT_MESSAGES))
        .isEqualTo(
            "[{\"parts\":[{\"content\":\"private thought\",\"type\":\"reasoning\"},"
                + "{\"content\":\"private answer\",\"type\":\"text\"},"
                + "{\"arguments\":{\"path\":\"private.txt\"},\"id\":\"call_2\","
                + "\"name\":\"read_file\",\"type\":\"tool_call\"},"
                + "{\"arguments\":\"{private\",\"id\":\"call_3\","
                + "\"name\":\"read_file\",\"type\":\"tool_call\"}],\"role\":\"assistant\"}]");
  }

  @Test
  void a_tool_tells_its_arguments_and_all_that_the_model_is_told() {
    SpanData tool = worked(Recorded.SETTINGS.withContent(true)).named("execute_tool read_file");

    assertThat(value(tool, GenAiNames.TOOL_ARGUMENTS)).isEqualTo("{\"path\":\"private.txt\"}");
    assertThat(value(tool, GenAiNames.TOOL_RESULT)).isEqualTo("private lines private note");
  }

  @Test
  void text_that_is_no_valid_unicode_is_told_all_the_same() {
    Recorded recorded = Recorded.with(Recorded.SETTINGS.withContent(true));
    var reply =
        new ChatModel.Reply("half \ud83d", Optional.empty(), List.of(), "gpt-5", Usage.NONE);

    recorded.begins().asks(Recorded.request()).ends(new ChatModel.Outcome.Replied(reply));

    assertThat(value(recorded.only(), GenAiNames.OUTPUT_MESSAGES)).contains("half \ufffd");
    assertThat(value(recorded.only(), GenAiNames.SYSTEM_INSTRUCTIONS)).isNull();
  }
}
