package dev.agentruntime.application.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaskedMessagesTest {

  private static final String SECRET = "hunter2-hunter2";
  private static final UUID ID = new UUID(1, 2);

  private final MaskedMessages masked = new MaskedMessages(KnownSecrets.of(List.of(SECRET)));

  static Stream<Message> messages() {
    String text = "it is " + SECRET + ", keep it";
    var json = JsonObject.builder().put("content", text).build();
    var calls =
        List.of(
            call(new ToolArguments.Parsed(json)),
            call(new ToolArguments.Malformed("{" + text, "not JSON")));
    return Stream.of(
        new Message.System(text),
        new Message.User(new MessageId(ID), text),
        new Message.Assistant(
            new MessageId(ID), AgentName.ORCHESTRATOR, text, Optional.of(text), calls),
        new Message.Tool(new ToolCallId(ID), "call_1", ToolResult.succeeded(text)));
  }

  private static ToolCall call(ToolArguments arguments) {
    return new ToolCall(new ToolCallId(ID), "call_1", "write_file", arguments);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whoever_said_it_a_secret_of_old_is_not_told_again(Message message) {
    assertThat(message.toString()).contains(SECRET);
    assertThat(masked.of(message).toString())
        .doesNotContain(SECRET)
        .isEqualTo(message.toString().replace(SECRET, "***"));
  }

  @Test
  void the_model_is_told_the_note_of_an_answer_too() {
    var result = ToolResult.failed("It is no file.").with("Not " + SECRET + ".");
    var told = (Message.Tool) masked.of(new Message.Tool(new ToolCallId(ID), "call_1", result));

    assertThat(told.result()).isEqualTo(ToolResult.failed("It is no file. Not ***."));
    assertThat(masked.of(told)).isEqualTo(told);
  }
}
