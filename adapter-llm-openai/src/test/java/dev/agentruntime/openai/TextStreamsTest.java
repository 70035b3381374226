package dev.agentruntime.openai;

import static dev.agentruntime.openai.FakeEndpoint.answer;
import static dev.agentruntime.openai.FakeEndpoint.json;
import static dev.agentruntime.openai.FakeEndpoint.stream;
import static dev.agentruntime.openai.Streams.DONE;
import static dev.agentruntime.openai.Streams.FINISH;
import static dev.agentruntime.openai.Streams.USAGE;
import static dev.agentruntime.openai.Streams.chunk;
import static dev.agentruntime.openai.Streams.complete;
import static dev.agentruntime.openai.Streams.delta;
import static dev.agentruntime.openai.Streams.event;
import static dev.agentruntime.openai.Streams.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class TextStreamsTest {

  private final Talk talk = new Talk();

  @Test
  void text_is_handed_out_and_returned_with_usage_and_the_providers_model() throws Exception {
    ChatModel.Reply reply = reply(stream(complete("Hel", "lo ", "wörld \\ud83d\\ude00")));

    assertThat(reply.text()).isEqualTo("Hello wörld 😀").isEqualTo(talk.text());
    assertThat(reply.usage()).isEqualTo(new Usage(11, 7));
    assertThat(reply.model()).isEqualTo("some-model-2");
    assertThat(reply.reasoning()).isEmpty();
    assertThat(reply.calls()).isEmpty();
  }

  @Test
  void a_stream_that_comes_byte_by_byte_is_the_same() throws Exception {
    assertThat(reply(FakeEndpoint.drip(complete("wör", "ld 😀"))).text()).isEqualTo("wörld 😀");
  }

  @Test
  void reasoning_is_kept_apart_from_text_under_both_of_its_names() throws Exception {
    ChatModel.Reply reply =
        reply(
            stream(
                delta("{\"reasoning_content\":\"I \"}")
                    + delta("{\"reasoning\":\"think\",\"content\":\"\"}")
                    + delta("{\"reasoning\":\"!\",\"reasoning_content\":\"!\"}")
                    + complete("Yes")));

    assertThat(reply.text()).isEqualTo("Yes").isEqualTo(talk.text());
    assertThat(reply.reasoning()).contains("I think!");
    assertThat(talk.reasoning()).isEqualTo("I think!");
  }

  @Test
  void a_letter_cut_in_half_between_two_chunks_is_handed_out_whole() throws Exception {
    var pieces = new ArrayList<String>();
    var sink =
        new ChatModel.DeltaSink() {
          @Override
          public void text(String piece) {
            pieces.add(piece);
          }

          @Override
          public void reasoning(String piece) {
            pieces.add(piece);
          }
        };
    String halves =
        delta("{\"reasoning\":\"\\ud83d\"}")
            + delta("{\"reasoning\":\"\\ude00\"}")
            + complete("a\\ud83d", "\\ude00b", "c\\ud83d");
    try (var endpoint = FakeEndpoint.playing(stream(halves));
        var model = new OpenAiChatModel(Talk.settings(endpoint))) {
      Talk.replied(model.chat(Talk.hello(), sink));
    }

    assertThat(pieces).containsExactly("😀", "a", "😀b", "c", "\ud83d");
  }

  @Test
  void an_error_member_that_is_null_means_no_error() throws Exception {
    String body =
        event("{\"error\":null,\"choices\":[{\"delta\":{\"content\":\"fine\"}}]}") + FINISH + DONE;

    assertThat(reply(stream(body)).text()).isEqualTo("fine");
  }

  @Test
  void content_and_usage_after_the_finish_reason_are_taken() throws Exception {
    ChatModel.Reply reply = reply(stream(says("a") + FINISH + says("b") + USAGE + DONE));

    assertThat(reply.text()).isEqualTo("ab");
    assertThat(reply.usage()).isEqualTo(new Usage(11, 7));
  }

  @Test
  void either_end_marker_alone_completes_a_reply() throws Exception {
    assertThat(reply(stream(says("a") + FINISH)).text()).isEqualTo("a");
    assertThat(reply(stream(says("b") + DONE)).text()).isEqualTo("b");
    assertThat(reply(stream(says("c") + "data: [DONE]")).text()).isEqualTo("c");
  }

  @Test
  void a_server_that_forgets_to_end_a_finished_stream_is_not_waited_for_long() throws Exception {
    assertThat(reply(FakeEndpoint.stuck(says("a") + FINISH)).text()).isEqualTo("a");
  }

  @Test
  void comments_other_fields_carriage_returns_and_a_byte_order_mark_are_tolerated()
      throws Exception {
    String body = "\uFEFF: hello\r\n\r\nevent: chunk\r\nid: 1\r\nretry: 5\r\n" + complete("a");

    assertThat(reply(stream(body)).text()).isEqualTo("a");
    assertThat(reply(stream(complete("b").replace("\n", "\r\n"))).text()).isEqualTo("b");
    assertThat(reply(stream(complete("c").replace("\n", "\r"))).text()).isEqualTo("c");
    assertThat(reply(stream(complete("d").replace("data: ", "data:"))).text()).isEqualTo("d");
  }

  @Test
  void other_choices_are_passed_over() throws Exception {
    String other = event("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}");

    assertThat(reply(stream(other + complete("yes"))).text()).isEqualTo("yes");
  }

  @Test
  void content_in_parts_and_a_refusal_are_text() throws Exception {
    String parts =
        delta("{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image\"},7]}");

    assertThat(reply(stream(parts + complete("b"))).text()).isEqualTo("ab");
    assertThat(reply(stream(delta("{\"refusal\":\"I won't.\"}") + FINISH)).text())
        .isEqualTo("I won't.");
  }

  @Test
  void odd_types_in_a_chunk_do_no_harm() throws Exception {
    String odd =
        event("{\"choices\":null,\"usage\":null,\"model\":7}")
            + event("{\"choices\":[null,{},{\"delta\":null,\"message\":3}]}")
            + event("{\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":\"x\"}}");
    ChatModel.Reply reply = reply(stream(odd + says("a") + FINISH + DONE));

    assertThat(reply.text()).isEqualTo("a");
    assertThat(reply.usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void the_model_is_the_asked_one_where_the_endpoint_names_none() throws Exception {
    String body =
        event("{\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}");

    assertThat(reply(stream(body)).model()).isEqualTo("some-model");
  }

  @Test
  void a_whole_completion_instead_of_a_stream_is_a_reply() throws Exception {
    ChatModel.Reply reply =
        reply(
            json(
                200,
                """
                {"id":"c","object":"chat.completion","model":"m2","choices":[{"index":0,
                 "message":{"role":"assistant","content":"all at once","reasoning_content":"hm",
                  "tool_calls":[{"id":"a","type":"function",
                   "function":{"name":"list_files","arguments":"{}"}}]},
                 "finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":3,"completion_tokens":4}}
                """));

    assertThat(reply.text()).isEqualTo("all at once").isEqualTo(talk.text());
    assertThat(reply.reasoning()).contains("hm");
    assertThat(reply.calls()).containsExactly(new ChatModel.Call("a", "list_files", "{}"));
    assertThat(reply.usage()).isEqualTo(new Usage(3, 4));
  }

  @Test
  void a_completion_without_a_finish_reason_or_without_its_end_is_a_failure() throws Exception {
    assertThat(
            failure(
                json(200, "{\"choices\":[{\"message\":{\"content\":null}}]}"),
                FailureKind.UNAVAILABLE))
        .contains("in the middle");
    assertThat(failure(json(200, "{\"choices\":[{\"mess"), FailureKind.UNAVAILABLE))
        .contains("without its end");
  }

  @Test
  void a_body_that_is_no_reply_says_what_came_and_what_to_check() throws Exception {
    assertThat(failure(answer(200, "text/html", "<html>Log in"), FailureKind.REJECTED))
        .contains("text/html")
        .contains("<html>Log in")
        .contains("base URL");
    assertThat(failure(json(200, "{\"status\":\"ok\"}"), FailureKind.REJECTED))
        .contains("{\"status\":\"ok\"}");
  }

  @Test
  void an_empty_body_is_a_failure() throws Exception {
    assertThat(failure(stream(""), FailureKind.UNAVAILABLE)).contains("empty answer");
    assertThat(failure(stream(DONE), FailureKind.UNAVAILABLE)).contains("empty answer");
    assertThat(failure(json(200, ""), FailureKind.UNAVAILABLE)).contains("empty answer");
  }

  @Test
  void an_error_in_the_stream_is_a_failure_with_its_words() throws Exception {
    String error = event("{\"error\":{\"message\":\"upstream died\",\"code\":502}}");

    assertThat(failure(stream(error + FINISH + DONE), FailureKind.UNAVAILABLE))
        .contains("upstream died");
    assertThat(failure(stream(event("{\"error\":\"plain words\"}")), FailureKind.UNAVAILABLE))
        .contains("plain words");
    assertThat(
            failure(
                stream(event("{\"error\":{\"message\":\"no credit\",\"code\":402}}")),
                FailureKind.AUTHENTICATION))
        .contains("no credit");
    assertThat(failure(json(200, "{\"error\":{\"message\":\"x\"}}"), FailureKind.UNAVAILABLE))
        .contains("\"x\"");
  }

  @Test
  void an_event_that_is_no_json_is_a_failure() throws Exception {
    assertThat(failure(stream(event("oops") + FINISH + DONE), FailureKind.UNAVAILABLE))
        .contains("not JSON")
        .contains("oops");
  }

  @Test
  void an_error_disguised_as_text_is_a_failure_and_never_shown() throws Exception {
    String body = says("[Err", "or] LiteLLM proxy unavailable: 502") + FINISH + DONE;

    assertThat(failure(stream(body), FailureKind.UNAVAILABLE))
        .contains("LiteLLM proxy unavailable: 502");
    assertThat(talk.sawNothing()).isTrue();
  }

  @Test
  void text_that_only_looks_like_a_disguised_error_is_text() throws Exception {
    assertThat(reply(stream(complete("[Error] is a tag"))).text()).isEqualTo("[Error] is a tag");
    assertThat(reply(stream(says("[E", "rror as text") + FINISH)).text())
        .isEqualTo("[Error as text");
    assertThat(talk.text()).isEqualTo("[Error] is a tag[Error as text");
  }

  @Test
  void a_reply_that_a_filter_withheld_is_a_failure() throws Exception {
    assertThat(failure(stream(chunk("{}", "\"content_filter\"") + DONE), FailureKind.REJECTED))
        .contains("content filter");
  }

  @Test
  void more_than_any_reply_needs_is_not_read() throws Exception {
    String megabyte = "x".repeat(1024 * 1024);

    assertThat(
            failure(
                FakeEndpoint.endless("data: " + megabyte + "\ndata: "), FailureKind.UNAVAILABLE))
        .contains("4 MiB");
    assertThat(failure(FakeEndpoint.endless("data: x" + megabyte), FailureKind.UNAVAILABLE))
        .contains("4 MiB");
    assertThat(failure(FakeEndpoint.endless("{" + megabyte + "\n"), FailureKind.UNAVAILABLE))
        .contains("16 MiB");
    assertThat(failure(FakeEndpoint.endless(says(megabyte)), FailureKind.CUT)).contains("16 MiB");
  }

  private ChatModel.Reply reply(FakeEndpoint.Answer answer) throws Exception {
    try (var endpoint = FakeEndpoint.playing(answer)) {
      return Talk.replied(talk.asks(Talk.settings(endpoint)));
    }
  }

  private String failure(FakeEndpoint.Answer answer, FailureKind kind) throws Exception {
    try (var endpoint = FakeEndpoint.playing(answer)) {
      return Talk.failed(talk.asks(Talk.settings(endpoint)), kind);
    }
  }
}
