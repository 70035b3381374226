package dev.agentruntime.otel;

import static dev.agentruntime.otel.Recorded.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentSpanTest {

  private static SpanData ended(AgentEnd end) {
    Recorded recorded = Recorded.plain();
    recorded.begins().ends(end);
    return recorded.only();
  }

  @Test
  void a_run_is_named_by_its_agent_and_tells_session_and_turn() {
    SpanData span = ended(new AgentEnd.Left());

    assertThat(span.getName()).isEqualTo("invoke_agent coder");
    assertThat(value(span, GenAiNames.OPERATION)).isEqualTo("invoke_agent");
    assertThat(value(span, GenAiNames.AGENT)).isEqualTo("coder");
    assertThat(value(span, GenAiNames.CONVERSATION)).isEqualTo(Recorded.SESSION.toString());
    assertThat(value(span, GenAiNames.TURN)).isEqualTo(Recorded.TURN.toString());
    assertThat(span.getInstrumentationScopeInfo().getName()).isEqualTo("dev.agentruntime");
  }

  @Test
  void a_run_that_hands_over_tells_to_whom() {
    SpanData span = ended(new AgentEnd.HandedOver(new AgentName("reviewer")));

    assertThat(value(span, GenAiNames.OUTCOME)).isEqualTo("handed_over");
    assertThat(value(span, GenAiNames.HANDED_OVER_TO)).isEqualTo("reviewer");
    assertNoError(span);
  }

  @ParameterizedTest
  @EnumSource(WaitReason.class)
  void a_suspended_run_tells_what_it_waits_for(WaitReason reason) {
    SpanData span = ended(new AgentEnd.Waits(reason));

    assertThat(value(span, GenAiNames.OUTCOME)).isEqualTo("waiting");
    assertThat(value(span, GenAiNames.WAIT_REASON)).isEqualTo(reason.id());
    assertNoError(span);
  }

  @Test
  void a_run_that_others_go_on_with_is_no_error() {
    SpanData span = ended(new AgentEnd.Left());

    assertThat(value(span, GenAiNames.OUTCOME)).isEqualTo("left");
    assertNoError(span);
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void a_failed_turn_is_an_error_of_its_kind_and_nothing_more(FailureKind kind) {
    SpanData span =
        ended(new AgentEnd.TurnOver(new TurnOutcome.Failed(kind, "the key hunter2 is refused")));

    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(span.getStatus().getDescription()).isEmpty();
    assertThat(value(span, GenAiNames.ERROR)).isEqualTo(kind.id());
    assertThat(value(span, GenAiNames.OUTCOME)).isEqualTo("failed");
    assertThat(span.toString()).doesNotContain("hunter2");
  }

  @Test
  void a_turn_that_ends_in_another_way_is_no_error() {
    List<TurnOutcome> outcomes =
        List.of(
            new TurnOutcome.Completed("the secret answer"),
            new TurnOutcome.Cancelled("for a secret reason"),
            new TurnOutcome.LimitReached(Limit.MODEL_CALLS));

    for (TurnOutcome outcome : outcomes) {
      SpanData span = ended(new AgentEnd.TurnOver(outcome));
      assertThat(value(span, GenAiNames.OUTCOME)).isEqualTo(outcome.id());
      assertThat(span.toString()).doesNotContain("secret");
      assertNoError(span);
    }
  }

  private static void assertNoError(SpanData span) {
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(value(span, GenAiNames.ERROR)).isNull();
  }
}
