package dev.agentruntime.openai;

import static dev.agentruntime.openai.Streams.DONE;
import static dev.agentruntime.openai.Streams.FINISH;
import static dev.agentruntime.openai.Streams.calls;
import static dev.agentruntime.openai.Streams.chunk;
import static dev.agentruntime.openai.Streams.delta;
import static dev.agentruntime.openai.Streams.fragment;
import static dev.agentruntime.openai.Streams.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ChatModel.Call;
import dev.agentruntime.domain.session.FailureKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallStreamsTest {

  @Test
  void three_interleaved_calls_come_in_the_order_of_their_indexes() throws Exception {
    List<Call> calls =
        callsOf(
            calls(fragment("'index':2,'id':'c',", "list_files", "{\"pa")),
            calls(fragment("'index':0,'id':'a',", "read_file", "")),
            calls(
                fragment("'index':2,", "", "th\":\"z\"}"),
                fragment("'index':0,", "", "{\"path\":")),
            calls(
                fragment("'index':1,'id':'b','type':'function',", "read_file", "{\"path\":\"y\"}")),
            calls(fragment("'index':0,", "", "\"x\"}")));

    assertThat(calls)
        .containsExactly(
            new Call("a", "read_file", "{\"path\":\"x\"}"),
            new Call("b", "read_file", "{\"path\":\"y\"}"),
            new Call("c", "list_files", "{\"path\":\"z\"}"));
  }

  @Test
  void whole_calls_in_one_chunk_are_taken() throws Exception {
    assertThat(
            callsOf(
                calls(
                    fragment("'index':0,'id':'a',", "read_file", "{\"path\":\"x\"}"),
                    fragment("'index':1,'id':'b',", "read_file", "{\"path\":\"y\"}"))))
        .containsExactly(
            new Call("a", "read_file", "{\"path\":\"x\"}"),
            new Call("b", "read_file", "{\"path\":\"y\"}"));
  }

  @Test
  void whole_calls_that_all_have_index_zero_stay_apart() throws Exception {
    assertThat(
            callsOf(
                calls(fragment("'index':0,'id':'a',", "read_file", "{\"path\":\"x\"}")),
                calls(fragment("'index':0,'id':'b',", "read_file", "{\"path\":\"y\"}")),
                calls(fragment("'index':0,", "read_file", "{\"path\":\"z\"}"))))
        .containsExactly(
            new Call("a", "read_file", "{\"path\":\"x\"}"),
            new Call("b", "read_file", "{\"path\":\"y\"}"),
            new Call("", "read_file", "{\"path\":\"z\"}"));
  }

  @Test
  void calls_without_index_and_id_stay_apart() throws Exception {
    assertThat(
            callsOf(
                calls(fragment("", "read_file", "{\"path\":\"x\"}")),
                calls(fragment("", "read_file", "{\"pa"), fragment("", "", "th\":\"y\"}")),
                calls(fragment("", "list_files", "{}"))))
        .containsExactly(
            new Call("", "read_file", "{\"path\":\"x\"}"),
            new Call("", "read_file", "{\"path\":\"y\"}"),
            new Call("", "list_files", "{}"));
  }

  @Test
  void fragments_without_index_go_to_the_call_of_their_id() throws Exception {
    assertThat(
            callsOf(
                calls(fragment("'id':'a',", "read_file", "{\"path\"")),
                calls(fragment("'id':'b',", "list_files", "{\"path\"")),
                calls(fragment("'id':'a',", "", ":\"x\"}")),
                calls(fragment("'id':'b',", "", ":\"y\"}"))))
        .containsExactly(
            new Call("a", "read_file", "{\"path\":\"x\"}"),
            new Call("b", "list_files", "{\"path\":\"y\"}"));
  }

  @Test
  void an_id_that_two_calls_share_keeps_them_apart() throws Exception {
    assertThat(
            callsOf(
                calls(fragment("'index':0,'id':'same',", "read_file", "{\"path\":\"x\"}")),
                calls(fragment("'index':1,'id':'same',", "read_file", "{\"path\":\"y\"}"))))
        .containsExactly(
            new Call("same", "read_file", "{\"path\":\"x\"}"),
            new Call("same", "read_file", "{\"path\":\"y\"}"));
  }

  @Test
  void id_and_name_repeated_in_every_fragment_are_taken_once() throws Exception {
    assertThat(
            callsOf(
                calls(fragment("'index':0,'id':'a',", "read_file", "{\"path\"")),
                calls(fragment("'index':0,'id':'a',", "read_file", ":\"x\"}"))))
        .containsExactly(new Call("a", "read_file", "{\"path\":\"x\"}"));
  }

  @Test
  void arguments_that_are_an_object_instead_of_text_are_taken() throws Exception {
    assertThat(
            callsOf(
                calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":"
                        + "{\"name\":\"read_file\",\"arguments\":{\"path\":\"x\"}}}")))
        .containsExactly(new Call("a", "read_file", "{\"path\":\"x\"}"));
  }

  @Test
  void a_call_without_arguments_has_an_empty_object() throws Exception {
    assertThat(callsOf(calls(fragment("'index':0,'id':'a',", "list_files", ""))))
        .containsExactly(new Call("a", "list_files", "{}"));
  }

  @Test
  void null_members_and_empty_fragments_are_passed_over() throws Exception {
    assertThat(
            callsOf(
                delta("{\"content\":null,\"tool_calls\":null}"),
                calls("{}", "null"),
                calls(fragment("'index':null,'id':null,", "list_files", "{}"))))
        .containsExactly(new Call("", "list_files", "{}"));
  }

  @Test
  void calls_count_whatever_the_finish_reason_says() throws Exception {
    assertThat(callsOf(calls(fragment("'index':0,'id':'a',", "list_files", "{}")) + FINISH))
        .hasSize(1);
  }

  @Test
  void fragments_after_the_finish_reason_are_taken() throws Exception {
    String body =
        calls(fragment("'index':0,'id':'a',", "list_files", "{\"path\":"))
            + chunk("{}", "\"tool_calls\"")
            + calls(fragment("'index':0,", "", "\"x\"}"))
            + DONE;

    assertThat(reply(body).calls())
        .containsExactly(new Call("a", "list_files", "{\"path\":\"x\"}"));
  }

  @Test
  void broken_arguments_of_a_finished_reply_are_given_raw() throws Exception {
    assertThat(callsOf(calls(fragment("'index':0,'id':'a',", "list_files", "{\"path\": oops"))))
        .containsExactly(new Call("a", "list_files", "{\"path\": oops"));
  }

  @Test
  void a_call_cut_by_the_output_limit_is_a_failure_that_names_the_limit() throws Exception {
    String message =
        failure(
            calls(fragment("'index':0,'id':'a',", "write_file", "{\"content\":\"half"))
                + chunk("{}", "\"length\"")
                + DONE,
            FailureKind.CUT);

    assertThat(message).contains("limit on output tokens").contains("some-model");
  }

  @Test
  void a_text_cut_by_the_output_limit_is_a_reply() throws Exception {
    assertThat(reply(says("half a sen") + chunk("{}", "\"length\"") + DONE).text())
        .isEqualTo("half a sen");
  }

  @Test
  void a_half_call_before_done_without_a_finish_reason_is_a_failure() throws Exception {
    assertThat(
            failure(
                calls(fragment("'index':0,'id':'a',", "write_file", "{\"content\":\"half")) + DONE,
                FailureKind.UNAVAILABLE))
        .contains("in the middle");
  }

  @Test
  void a_whole_call_before_done_without_a_finish_reason_is_a_reply() throws Exception {
    assertThat(reply(calls(fragment("'index':0,'id':'a',", "list_files", "{}")) + DONE).calls())
        .hasSize(1);
  }

  private static List<Call> callsOf(String... chunks) throws Exception {
    return reply(String.join("", chunks) + chunk("{}", "\"tool_calls\"") + DONE).calls();
  }

  private static ChatModel.Reply reply(String body) throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.stream(body))) {
      return Talk.replied(Talk.ask(endpoint));
    }
  }

  private static String failure(String body, FailureKind kind) throws Exception {
    try (var endpoint = FakeEndpoint.playing(FakeEndpoint.stream(body))) {
      return Talk.failed(Talk.ask(endpoint), kind);
    }
  }
}
