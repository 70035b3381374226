package dev.agentruntime.otel;

import static dev.agentruntime.otel.Recorded.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.ModelCall;
import dev.agentruntime.application.port.RuntimeObserver.ToolRun;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.AuthorizedCalls;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OtelObserverTest {

  private static final TraceParent CALLER =
      new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  private static final TraceParent UNSAMPLED =
      new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
  private static final TraceParent ELSEWHERE =
      new TraceParent("00-11111111111111111111111111111111-2222222222222222-01");

  private static final AgentEnd LEFT = new AgentEnd.Left();

  @Test
  void it_wants_traces() {
    assertThat(Recorded.plain().observer().traces()).isTrue();
  }

  @Test
  void a_run_without_cause_is_a_root() {
    Recorded recorded = Recorded.plain();

    recorded.begins().ends(LEFT);

    SpanData span = recorded.only();
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getLinks()).isEmpty();
    assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
  }

  @Test
  void a_run_goes_on_below_its_cause() {
    Recorded recorded = Recorded.plain();

    recorded.begins(Optional.of(CALLER), Optional.of(CALLER)).ends(LEFT);

    SpanData span = recorded.only();
    assertThat(span.getTraceId()).isEqualTo(CALLER.traceId());
    assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
    assertThat(span.getParentSpanContext().isRemote()).isTrue();
    assertThat(span.getLinks()).isEmpty();
  }

  @Test
  void the_same_span_with_another_flag_is_no_other_origin() {
    Recorded recorded = Recorded.plain();

    recorded.begins(Optional.of(CALLER), Optional.of(UNSAMPLED)).ends(LEFT);

    assertThat(recorded.only().getLinks()).isEmpty();
  }

  @Test
  void a_turn_that_goes_on_elsewhere_is_linked_to_where_it_began() {
    Recorded recorded = Recorded.plain();
    AgentRun asked = recorded.begins(Optional.of(CALLER), Optional.of(CALLER));
    Optional<TraceParent> began = asked.trace();
    asked.ends(new AgentEnd.Waits(WaitReason.APPROVAL));

    AgentRun decided = recorded.begins(Optional.of(ELSEWHERE), began);
    decided.ends(LEFT);

    SpanData first = recorded.spans().getFirst();
    SpanData second = recorded.spans().getLast();
    assertThat(second.getTraceId()).isEqualTo(ELSEWHERE.traceId());
    assertThat(second.getLinks())
        .extracting(LinkData::getSpanContext)
        .extracting(place -> place.getTraceId() + place.getSpanId())
        .containsExactly(first.getTraceId() + first.getSpanId());
  }

  @Test
  void an_origin_without_cause_is_a_link_from_a_root() {
    Recorded recorded = Recorded.plain();

    recorded.begins(Optional.empty(), Optional.of(CALLER)).ends(LEFT);

    SpanData span = recorded.only();
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getTraceId()).isNotEqualTo(CALLER.traceId());
    assertThat(span.getLinks())
        .extracting(link -> link.getSpanContext().getSpanId())
        .containsExactly("b7ad6b7169203331");
  }

  @Test
  void a_run_tells_its_place_as_a_sampled_traceparent() {
    Recorded recorded = Recorded.plain();
    AgentRun run = recorded.begins(Optional.of(CALLER), Optional.empty());

    TraceParent place = run.trace().orElseThrow();
    run.ends(LEFT);

    assertThat(place.value())
        .startsWith("00-" + CALLER.traceId() + "-" + recorded.only().getSpanId() + "-");
    assertThat(Recorded.isSampled(place)).isTrue();
  }

  @Test
  void what_the_caller_does_not_sample_is_not_sampled_and_says_so() {
    Recorded recorded = Recorded.plain();
    AgentRun run = recorded.begins(Optional.of(UNSAMPLED), Optional.empty());
    ModelCall call = run.asks(Recorded.request());

    TraceParent place = run.trace().orElseThrow();
    assertThat(place.value())
        .startsWith("00-" + UNSAMPLED.traceId())
        .isNotEqualTo(UNSAMPLED.value());
    assertThat(Recorded.isSampled(place)).isFalse();
    assertThat(Recorded.isSampled(call.trace().orElseThrow())).isFalse();
    call.abandoned();
    run.ends(LEFT);
    assertThat(recorded.spans()).isEmpty();
  }

  @Test
  void a_sampler_that_drops_everything_leaves_the_trace_in_place() {
    Recorded recorded = Recorded.with(spans -> spans.setSampler(Sampler.alwaysOff()));
    AgentRun run = recorded.begins();

    assertThat(Recorded.isSampled(run.trace().orElseThrow())).isFalse();
    run.ends(LEFT);
    assertThat(recorded.spans()).isEmpty();
  }

  @Test
  void without_an_sdk_nothing_is_told_and_there_is_no_place() {
    var observer = new OtelObserver(OpenTelemetry.noop(), Recorded.SETTINGS.withContent(true));

    AgentRun run = observer.begins(Recorded.start(Optional.of(CALLER), Optional.of(ELSEWHERE)));

    assertThat(run).isSameAs(AgentRun.NONE);
    assertThat(run.trace()).isEmpty();
    assertThat(run.asks(Recorded.request()).trace()).isEmpty();
  }

  @Test
  void an_api_that_only_passes_contexts_on_has_no_place_of_its_own() {
    var observer =
        new OtelObserver(OpenTelemetry.propagating(ContextPropagators.noop()), Recorded.SETTINGS);

    assertThat(observer.begins(Recorded.start(Optional.of(CALLER), Optional.empty())).trace())
        .isEmpty();
  }

  @Test
  void what_is_current_on_the_thread_is_neither_parent_nor_changed() {
    Recorded recorded = Recorded.plain();
    Span ambient = Span.wrap(Place.of(ELSEWHERE));
    try (Scope scope = Context.root().with(ambient).makeCurrent()) {
      assertThat(scope).isNotNull();
      AgentRun run = recorded.begins();
      ModelCall call = run.asks(Recorded.request());
      assertThat(Span.current()).isSameAs(ambient);
      call.abandoned();
      run.ends(LEFT);
    }

    assertThat(recorded.spans()).noneMatch(span -> span.getTraceId().equals(ELSEWHERE.traceId()));
    assertThat(recorded.named("invoke_agent coder").getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void the_owner_is_not_recorded() {
    Recorded recorded = Recorded.plain();

    recorded.begins().ends(LEFT);

    assertThat(recorded.only().toString()).doesNotContain(Recorded.OWNER.toString());
    assertThat(recorded.only().toString()).doesNotContain("somebody-in-particular");
  }

  @Test
  void many_threads_tell_one_observer_and_each_run_keeps_its_own() throws Exception {
    Recorded recorded = Recorded.plain();
    int threads = 16;
    var together = new CyclicBarrier(threads);
    List<Callable<TraceParent>> runs = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      runs.add(
          () -> {
            together.await();
            AgentRun run = recorded.begins();
            ModelCall call = run.asks(Recorded.request());
            call.firstPiece();
            call.abandoned();
            tool(run).ends(ToolResult.succeeded("done"));
            run.ends(LEFT);
            return run.trace().orElseThrow();
          });
    }

    Set<String> traces;
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TraceParent>> told = pool.invokeAll(runs);
      traces =
          told.stream()
              .map(Future::resultNow)
              .map(TraceParent::traceId)
              .collect(Collectors.toSet());
    }

    assertThat(traces).hasSize(threads);
    for (String trace : traces) {
      assertThat(recorded.spans().stream().filter(span -> span.getTraceId().equals(trace)))
          .extracting(SpanData::getName)
          .containsExactlyInAnyOrder("chat gpt-5", "execute_tool read_file", "invoke_agent coder");
    }
  }

  @Test
  void tools_that_run_at_the_same_time_are_children_of_the_same_run() throws Exception {
    Recorded recorded = Recorded.plain();
    AgentRun run = recorded.begins();
    int threads = 8;
    var together = new CyclicBarrier(threads);
    List<Callable<Void>> tools = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tools.add(
          () -> {
            ToolRun tool = tool(run);
            together.await();
            tool.ends(ToolResult.succeeded("done"));
            return null;
          });
    }

    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : pool.invokeAll(tools)) {
        done.get();
      }
    }
    run.ends(LEFT);

    SpanData agent = recorded.named("invoke_agent coder");
    assertThat(recorded.spans()).hasSize(threads + 1);
    assertThat(recorded.spans().stream().filter(span -> !span.equals(agent)))
        .allMatch(span -> span.getParentSpanId().equals(agent.getSpanId()))
        .allMatch(span -> span.getTraceId().equals(agent.getTraceId()));
  }

  @Test
  void a_processor_that_breaks_stops_nobody() {
    Recorded recorded = Recorded.with(spans -> spans.addSpanProcessor(new Breaking(false)));

    assertThatCode(() -> tellEverything(recorded)).doesNotThrowAnyException();
  }

  @Test
  void a_processor_that_breaks_at_the_start_leaves_the_run_untold() {
    Recorded recorded = Recorded.with(spans -> spans.addSpanProcessor(new Breaking(true)));

    assertThatCode(() -> tellEverything(recorded)).doesNotThrowAnyException();
    assertThat(recorded.begins()).isSameAs(AgentRun.NONE);
  }

  @Test
  void what_is_told_after_the_end_changes_nothing() {
    Recorded recorded = Recorded.plain();
    AgentRun run = recorded.begins();
    run.ends(LEFT);

    run.ends(new AgentEnd.Waits(WaitReason.ANSWER));

    assertThat(value(recorded.only(), GenAiNames.OUTCOME)).isEqualTo("left");
  }

  private static void tellEverything(Recorded recorded) {
    AgentRun run = recorded.begins();
    ModelCall call = run.asks(Recorded.request());
    call.firstPiece();
    call.abandoned();
    tool(run).abandoned();
    run.ends(LEFT);
    recorded.observer().leaseLost(Recorded.SESSION);
  }

  private static ToolRun tool(AgentRun run) {
    return run.executes(
        AuthorizedCalls.of("read_file", SideEffect.READ, JsonObject.empty(), Preview.nothing()));
  }
}
