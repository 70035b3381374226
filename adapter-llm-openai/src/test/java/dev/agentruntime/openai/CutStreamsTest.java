package dev.agentruntime.openai;

import static dev.agentruntime.openai.Streams.DONE;
import static dev.agentruntime.openai.Streams.USAGE;
import static dev.agentruntime.openai.Streams.calls;
import static dev.agentruntime.openai.Streams.chunk;
import static dev.agentruntime.openai.Streams.delta;
import static dev.agentruntime.openai.Streams.fragment;
import static dev.agentruntime.openai.Streams.says;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.session.FailureKind;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CutStreamsTest {

  /** Text, thinking and two interleaved calls, with letters of two and four bytes. */
  private static final String RECORDED =
      ": warming up\n\n"
          + delta("{\"role\":\"assistant\",\"content\":\"\"}")
          + delta("{\"reasoning_content\":\"hm\"}")
          + says("wör", "ld 😀")
          + calls(fragment("'index':0,'id':'a',", "read_file", "{\"path\":"))
          + calls(fragment("'index':1,'id':'b',", "list_files", "{}"))
          + calls(fragment("'index':0,", "", "\"x\"}"));

  private static final String LAST = chunk("{}", "\"tool_calls\"").stripTrailing();
  private static final byte[] BODY = (RECORDED + LAST + "\n\n" + USAGE + DONE).getBytes(UTF_8);

  /** From here on the finish reason has come whole. */
  private static final int END_SEEN = (RECORDED + LAST).getBytes(UTF_8).length;

  @Test
  void a_stream_that_ends_at_any_byte_is_a_reply_only_if_its_end_was_seen() throws Exception {
    cutEverywhere(start -> FakeEndpoint.stream(start, Integer.MAX_VALUE));
  }

  @Test
  void a_connection_that_breaks_at_any_byte_gives_a_reply_only_if_its_end_was_seen()
      throws Exception {
    cutEverywhere(FakeEndpoint::dropped);
  }

  @Test
  void a_stream_cut_before_anything_was_shown_is_asked_for_again() throws Exception {
    byte[] start = calls(fragment("'index':0,'id':'a',", "read_file", "{\"pa")).getBytes(UTF_8);
    try (var endpoint =
        FakeEndpoint.playing(
            FakeEndpoint.dropped(start), FakeEndpoint.stream(Streams.complete("again")))) {
      var talk = new Talk();
      ChatModel.Reply reply =
          Talk.replied(talk.asks(Talk.settings(endpoint).withRetries(Talk.retries(1, 1000))));

      assertThat(reply.text()).isEqualTo("again").isEqualTo(talk.text());
      assertThat(reply.calls()).isEmpty();
    }
  }

  @Test
  void a_stream_cut_after_text_or_thinking_was_shown_is_not_asked_for_again() throws Exception {
    for (String shown : List.of(says("half"), delta("{\"reasoning\":\"half\"}"))) {
      try (var endpoint = FakeEndpoint.playing(FakeEndpoint.stream(shown))) {
        String message =
            Talk.failed(
                Talk.ask(Talk.settings(endpoint).withRetries(Talk.retries(3, 1000))),
                FailureKind.CUT);

        assertThat(message).contains("after part of it was shown").contains("in the middle");
        assertThat(endpoint.requests()).hasSize(1);
      }
    }
  }

  private static void cutEverywhere(Function<byte[], FakeEndpoint.Answer> cut) throws Exception {
    try (var endpoint = FakeEndpoint.playing();
        var model =
            new OpenAiChatModel(Talk.settings(endpoint).withRetries(Talk.retries(0, 99_999)))) {
      for (int length = 0; length <= BODY.length; length++) {
        endpoint.plays(cut.apply(Arrays.copyOf(BODY, length)));
        var talk = new Talk();
        Outcome outcome = model.chat(Talk.hello(), talk);

        if (length < END_SEEN) {
          assertThat(outcome).as("cut after %d bytes", length).isInstanceOf(Outcome.Failed.class);
          Talk.failed(outcome, talk.sawNothing() ? FailureKind.UNAVAILABLE : FailureKind.CUT);
        } else {
          ChatModel.Reply reply = Talk.replied(outcome);
          assertThat(reply.text()).isEqualTo("wörld 😀").isEqualTo(talk.text());
          assertThat(reply.calls())
              .containsExactly(
                  new ChatModel.Call("a", "read_file", "{\"path\":\"x\"}"),
                  new ChatModel.Call("b", "list_files", "{}"));
        }
      }
    }
  }
}
