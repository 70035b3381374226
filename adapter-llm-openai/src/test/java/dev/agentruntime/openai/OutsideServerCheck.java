package dev.agentruntime.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ChatModel.Call;
import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import dev.agentruntime.openai.OpenAiSettings.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The adapter against a server that this project did not write. {@code checks/openai-server/run}
 * starts the server and runs this by name; the name keeps it out of the usual tests, which reach no
 * outside program.
 */
class OutsideServerCheck {

  private static final String URL = setting("outside.server.url");
  private static final String KEY = setting("outside.server.key");

  private final Talk talk = new Talk();

  @Test
  void text_reasoning_and_usage() throws Exception {
    ChatModel.Reply reply = Talk.replied(ask(KEY, "say hello"));

    assertThat(reply.text()).isEqualTo("Hello from outside, wörld 😀.").isEqualTo(talk.text());
    assertThat(reply.reasoning()).contains("A greeting is wanted.");
    assertThat(talk.reasoning()).isEqualTo("A greeting is wanted.");
    assertThat(reply.usage()).isEqualTo(new Usage(12, 9));
    assertThat(reply.calls()).isEmpty();
  }

  @Test
  void three_parallel_calls() throws Exception {
    assertThat(Talk.replied(ask(KEY, "read three files")).calls())
        .containsExactly(
            new Call("call_one", "read_file", "{\"path\":\"one.txt\"}"),
            new Call("call_two", "read_file", "{\"path\":\"two \\\"quoted\\\".txt\"}"),
            new Call("call_three", "list_files", "{\"path\":\".\"}"));
  }

  @Test
  void a_reply_cut_in_its_text_is_a_failure() throws Exception {
    assertThat(Talk.failed(ask(KEY, "break off in the text"), FailureKind.CUT))
        .contains("after part of it was shown");
    assertThat("This sentence will never come to its end.").startsWith(talk.text());
    assertThat(talk.text()).isNotEmpty();
  }

  @Test
  void a_reply_cut_in_a_call_is_asked_for_again() throws Exception {
    ChatModel.Reply reply = Talk.replied(ask(KEY, "break off in a call"));

    assertThat(reply.text()).isEqualTo("Whole at the second try.");
    assertThat(reply.calls()).isEmpty();
  }

  @Test
  void a_busy_server_is_asked_again_after_the_wait_it_wants() throws Exception {
    long begin = System.nanoTime();
    assertThat(Talk.replied(ask(KEY, "be busy first")).text()).isEqualTo("Not busy any more.");
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(1_000_000_000L);
  }

  @Test
  void refusals_are_told() throws Exception {
    assertThat(Talk.failed(ask(KEY, "unknown model"), FailureKind.REJECTED))
        .contains("404")
        .contains("The model does not exist");
    assertThat(Talk.failed(ask("wrong-key", "say hello"), FailureKind.AUTHENTICATION))
        .contains("401")
        .contains("API key")
        .doesNotContain("wrong-key");
  }

  private Outcome ask(String key, String message) throws InterruptedException {
    var tool =
        new ToolSpec(
            new ToolName("read_file"),
            "Reads a file.",
            JsonObject.builder().put("type", "object").build(),
            SideEffect.READ);
    try (var model =
        new OpenAiChatModel(OpenAiSettings.of(Endpoint.of(URL, key), "outside-model"))) {
      return model.chat(Talk.request(List.of(Talk.user(message)), List.of(tool)), talk);
    }
  }

  private static String setting(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("run this through checks/openai-server/run: no " + name);
    }
    return value;
  }
}
