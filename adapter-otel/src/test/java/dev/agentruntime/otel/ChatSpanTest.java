package dev.agentruntime.otel;

import static dev.agentruntime.otel.Recorded.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.ModelCall;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChatSpanTest {

  private static final OtelSettings UNNAMED = OtelSettings.of("openai", Optional.empty());
  private static final List<ChatModel.Call> CALLS =
      List.of(new ChatModel.Call("call_1", "read_file", "{\"path\":\"a\"}"));

  private static ChatModel.Outcome reply(List<ChatModel.Call> calls, String model, Usage usage) {
    return new ChatModel.Outcome.Replied(
        new ChatModel.Reply("some text", Optional.empty(), calls, model, usage));
  }

  private static ChatModel.Outcome reply(String model) {
    return reply(List.of(), model, new Usage(12, 34));
  }

  private static SpanData asked(OtelSettings settings, Consumer<ModelCall> end) {
    Recorded recorded = Recorded.with(settings);
    end.accept(recorded.begins().asks(Recorded.request()));
    return recorded.only();
  }

  @Test
  void a_request_is_a_client_span_below_its_run() {
    Recorded recorded = Recorded.plain();
    AgentRun run = recorded.begins();
    ModelCall call = run.asks(Recorded.request());
    call.ends(reply("gpt-5-2026"));
    run.ends(new AgentEnd.Left());

    SpanData agent = recorded.named("invoke_agent coder");
    SpanData chat = recorded.named("chat gpt-5");
    assertThat(chat.getKind()).isEqualTo(SpanKind.CLIENT);
    assertThat(chat.getParentSpanId()).isEqualTo(agent.getSpanId());
    assertThat(chat.getTraceId()).isEqualTo(agent.getTraceId());
    assertThat(call.trace().orElseThrow().value())
        .startsWith("00-" + chat.getTraceId() + "-" + chat.getSpanId() + "-");
  }

  @Test
  void a_request_tells_who_is_asked_for_what() {
    SpanData chat = asked(Recorded.SETTINGS, ModelCall::abandoned);

    assertThat(value(chat, GenAiNames.OPERATION)).isEqualTo("chat");
    assertThat(value(chat, GenAiNames.PROVIDER)).isEqualTo("openai");
    assertThat(value(chat, GenAiNames.REQUEST_MODEL)).isEqualTo("gpt-5");
    assertThat(value(chat, GenAiNames.REQUEST_STREAM)).isTrue();
    assertThat(value(chat, GenAiNames.CONVERSATION)).isEqualTo(Recorded.SESSION.toString());
    assertThat(value(chat, GenAiNames.PURPOSE)).isEqualTo("reply");
  }

  @Test
  void routing_is_told_apart_from_replying() {
    Recorded recorded = Recorded.plain();
    var request = new ChatModel.Request(Recorded.SESSION, Purpose.ROUTE, 0, List.of(), List.of());

    recorded.begins().asks(request).abandoned();

    assertThat(value(recorded.only(), GenAiNames.PURPOSE)).isEqualTo("route");
  }

  @Test
  void a_reply_tells_its_model_and_tokens_and_is_no_error() {
    SpanData chat = asked(Recorded.SETTINGS, call -> call.ends(reply("gpt-5-2026")));

    assertThat(value(chat, GenAiNames.RESPONSE_MODEL)).isEqualTo("gpt-5-2026");
    assertThat(value(chat, GenAiNames.INPUT_TOKENS)).isEqualTo(12);
    assertThat(value(chat, GenAiNames.OUTPUT_TOKENS)).isEqualTo(34);
    assertThat(value(chat, GenAiNames.USAGE_ESTIMATED)).isNull();
    assertThat(chat.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(value(chat, GenAiNames.ERROR)).isNull();
    assertThat(value(chat, GenAiNames.ABANDONED)).isNull();
  }

  @Test
  void tokens_that_are_a_guess_are_marked() {
    SpanData chat =
        asked(
            Recorded.SETTINGS,
            call -> call.ends(reply(List.of(), "gpt-5", Usage.estimate(400, 40))));

    assertThat(value(chat, GenAiNames.USAGE_ESTIMATED)).isTrue();
  }

  @Test
  void a_model_whose_name_is_not_known_before_is_named_by_its_answer() {
    SpanData chat = asked(UNNAMED, call -> call.ends(reply("gpt-5-2026")));

    assertThat(chat.getName()).isEqualTo("chat gpt-5-2026");
    assertThat(value(chat, GenAiNames.REQUEST_MODEL)).isNull();
    assertThat(value(chat, GenAiNames.RESPONSE_MODEL)).isEqualTo("gpt-5-2026");
  }

  @Test
  void a_model_that_is_named_nowhere_has_no_name() {
    SpanData chat = asked(UNNAMED, call -> call.ends(reply("")));

    assertThat(chat.getName()).isEqualTo("chat");
    assertThat(value(chat, GenAiNames.RESPONSE_MODEL)).isNull();
  }

  @Test
  void the_time_to_the_first_piece_is_told_in_seconds() {
    long before = System.nanoTime();
    SpanData chat =
        asked(
            Recorded.SETTINGS,
            call -> {
              call.firstPiece();
              call.ends(reply("gpt-5"));
            });
    double most = (System.nanoTime() - before) / 1e9;

    assertThat(value(chat, GenAiNames.TIME_TO_FIRST_CHUNK)).isBetween(0.0, most);
  }

  @Test
  void a_reply_without_a_piece_has_no_time_to_it() {
    SpanData chat = asked(Recorded.SETTINGS, call -> call.ends(reply("gpt-5")));

    assertThat(value(chat, GenAiNames.TIME_TO_FIRST_CHUNK)).isNull();
  }

  @Test
  void a_finish_reason_is_told_only_where_it_is_known() {
    SpanData calls = asked(Recorded.SETTINGS, call -> call.ends(reply(CALLS, "gpt-5", Usage.NONE)));
    SpanData text = asked(Recorded.SETTINGS, call -> call.ends(reply("gpt-5")));

    assertThat(value(calls, GenAiNames.FINISH_REASONS)).containsExactly("tool_call");
    assertThat(value(text, GenAiNames.FINISH_REASONS)).isNull();
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void a_failed_request_is_an_error_of_its_kind_and_nothing_more(FailureKind kind) {
    SpanData chat =
        asked(
            Recorded.SETTINGS,
            call -> call.ends(new ChatModel.Outcome.Failed(kind, "400: \"my diary\" is too long")));

    assertThat(chat.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(chat.getStatus().getDescription()).isEmpty();
    assertThat(value(chat, GenAiNames.ERROR)).isEqualTo(kind.id());
    assertThat(value(chat, GenAiNames.FINISH_REASONS)).containsExactly("error");
    assertThat(chat.getEvents()).isEmpty();
    assertThat(chat.toString()).doesNotContain("diary");
  }

  @Test
  void a_request_that_nobody_waits_for_is_ended_without_error() {
    SpanData chat = asked(Recorded.SETTINGS, ModelCall::abandoned);

    assertThat(chat.hasEnded()).isTrue();
    assertThat(value(chat, GenAiNames.ABANDONED)).isTrue();
    assertThat(chat.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(value(chat, GenAiNames.ERROR)).isNull();
  }
}
