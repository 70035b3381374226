package dev.agentruntime.otel;

import static dev.agentruntime.otel.Recorded.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.ToolRun;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.AuthorizedCalls;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolSpanTest {

  private static final AuthorizedCall CALL =
      AuthorizedCalls.of("write_file", SideEffect.EDIT, JsonObject.empty(), Preview.nothing());

  private static SpanData ran(Consumer<ToolRun> end) {
    Recorded recorded = Recorded.plain();
    end.accept(recorded.begins().executes(CALL));
    return recorded.only();
  }

  @Test
  void a_tool_is_a_span_below_its_run() {
    Recorded recorded = Recorded.plain();
    AgentRun run = recorded.begins();
    run.executes(CALL).ends(ToolResult.succeeded("written"));
    run.ends(new AgentEnd.Left());

    SpanData agent = recorded.named("invoke_agent coder");
    SpanData tool = recorded.named("execute_tool write_file");
    assertThat(tool.getKind()).isEqualTo(SpanKind.INTERNAL);
    assertThat(tool.getParentSpanId()).isEqualTo(agent.getSpanId());
    assertThat(tool.getTraceId()).isEqualTo(agent.getTraceId());
  }

  @Test
  void a_tool_tells_which_call_it_answers() {
    SpanData tool = ran(run -> run.ends(ToolResult.succeeded("written")));

    assertThat(value(tool, GenAiNames.OPERATION)).isEqualTo("execute_tool");
    assertThat(value(tool, GenAiNames.TOOL)).isEqualTo("write_file");
    assertThat(value(tool, GenAiNames.TOOL_TYPE)).isEqualTo("function");
    assertThat(value(tool, GenAiNames.TOOL_CALL)).isEqualTo(CALL.id().toString());
    assertThat(value(tool, GenAiNames.CONVERSATION)).isEqualTo(Recorded.SESSION.toString());
  }

  @Test
  void a_failed_tool_is_an_error_and_does_not_say_of_what() {
    SpanData tool = ran(run -> run.ends(ToolResult.failed("no such file: diary.txt")));

    assertThat(tool.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(tool.getStatus().getDescription()).isEmpty();
    assertThat(value(tool, GenAiNames.ERROR)).isEqualTo("failed");
    assertThat(tool.toString()).doesNotContain("diary");
  }

  @ParameterizedTest
  @EnumSource(
      value = ToolResult.Outcome.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FAILED"})
  void a_tool_that_ends_in_another_way_is_no_error(ToolResult.Outcome outcome) {
    SpanData tool = ran(run -> run.ends(ToolResult.notRun(outcome, "for some reason")));

    assertThat(value(tool, GenAiNames.OUTCOME)).isEqualTo(outcome.id());
    assertThat(tool.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(value(tool, GenAiNames.ERROR)).isNull();
  }

  @Test
  void a_tool_that_nobody_waits_for_is_ended_without_error() {
    SpanData tool = ran(ToolRun::abandoned);

    assertThat(tool.hasEnded()).isTrue();
    assertThat(value(tool, GenAiNames.ABANDONED)).isTrue();
    assertThat(tool.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(value(tool, GenAiNames.OUTCOME)).isNull();
  }
}
