package dev.agentruntime.application.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.ModelFailure;
import dev.agentruntime.domain.session.ModelReply;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentRouterTest {

  private static final SessionId SESSION = new SessionId(new UUID(0, 1));
  private static final AgentProfiles DEFAULT = BuiltinAgents.byDefault();
  private static final Usage USAGE = new Usage(300, 20);

  private final List<ChatModel.Request> asked = new ArrayList<>();

  @Test
  void the_model_decides_where_its_answer_is_usable() throws Exception {
    Routed routed = route(says(answer("architect", "high")), "fix the error");

    assertThat(routed.routing())
        .isEqualTo(
            new Routing(
                new AgentName("architect"),
                Routing.Confidence.HIGH,
                "because",
                Routing.Method.MODEL));
    assertThat(routed.cost()).contains(new ModelReply.Cost("small-1", USAGE, 7));
  }

  @Test
  void the_model_is_asked_to_route_and_offered_no_tools() throws Exception {
    var request = new RoutingRequest(SESSION, 4, "hello", List.of("before"), Optional.empty());
    router(says(answer("ask", "high"))).route(request, DEFAULT);

    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst().session()).isEqualTo(SESSION);
    assertThat(asked.getFirst().purpose()).isEqualTo(Purpose.ROUTE);
    assertThat(asked.getFirst().ordinal()).isEqualTo(4);
    assertThat(asked.getFirst().tools()).isEmpty();
    assertThat(asked.getFirst().messages())
        .isEqualTo(RoutingPrompt.messages(request, DEFAULT.routable()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "debug",
        "{\"agent\":\"coder\",\"confidence\":\"low\",\"reason\":\"x\"}",
        "{\"agent\":\"universal\",\"confidence\":\"high\",\"reason\":\"x\"}"
      })
  void keywords_decide_where_the_answer_is_not_usable(String answer) throws Exception {
    Routed routed = route(says(answer), "fix the error");

    assertThat(routed.routing().target().value()).isEqualTo("debug");
    assertThat(routed.routing().method()).isEqualTo(Routing.Method.KEYWORDS);
    assertThat(routed.routing().reason())
        .isEqualTo("\"error\" in the request; the model's answer was not usable");
    assertThat(routed.cost()).contains(new ModelReply.Cost("small-1", USAGE, 7));
  }

  @ParameterizedTest
  @EnumSource
  void keywords_decide_where_the_model_fails(FailureKind kind) throws Exception {
    Routed routed = route((r, d) -> new ChatModel.Outcome.Failed(kind, "no"), "explain the error");

    assertThat(routed.routing().target().value()).isEqualTo("ask");
    assertThat(routed.routing().method()).isEqualTo(Routing.Method.KEYWORDS);
    assertThat(routed.routing().reason()).endsWith("; the model failed: " + kind.id());
    assertThat(routed.cost()).isEmpty();
    assertThat(routed.failure()).contains(new ModelFailure(kind, "no", Optional.empty()));
  }

  @Test
  void keywords_decide_where_the_model_throws() throws Exception {
    Routed routed =
        route(
            (request, deltas) -> {
              throw new IllegalStateException("defect");
            },
            "explain the error");

    assertThat(routed.routing().target().value()).isEqualTo("ask");
    assertThat(routed.routing().reason()).doesNotContain("defect");
  }

  @Test
  void an_interruption_is_no_failure_to_route_around() {
    ChatModel interrupted =
        (request, deltas) -> {
          throw new InterruptedException();
        };

    assertThatThrownBy(() -> route(interrupted, "explain the error"))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void text_that_streams_in_while_routing_is_heard_by_nobody() throws Exception {
    Routed routed =
        route(
            (request, deltas) -> {
              deltas.reasoning("hm");
              deltas.text(answer("ask", "high"));
              return replied(answer("coder", "high"));
            },
            "hello");

    assertThat(routed.routing().target().value()).isEqualTo("coder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"universal", "ask"})
  void a_single_target_needs_no_model(String only) throws Exception {
    Routed routed =
        router(neverAsked())
            .route(
                RoutingRequest.first(SESSION, "fix the error"),
                BuiltinAgents.enabled(List.of("orchestrator", only)));

    assertThat(routed.routing())
        .isEqualTo(
            new Routing(
                new AgentName(only),
                Routing.Confidence.HIGH,
                "the only agent to choose",
                Routing.Method.ONLY));
    assertThat(routed.cost()).isEmpty();
    assertThat(routed.failure()).isEmpty();
  }

  @Test
  void universal_is_no_target_beside_others() throws Exception {
    Routed routed =
        router(says(answer("universal", "high")))
            .route(
                RoutingRequest.first(SESSION, "do everything"),
                BuiltinAgents.enabled(List.of("universal", "orchestrator", "coder", "ask")));

    assertThat(routed.routing().target().value()).isEqualTo("coder");
    assertThat(((Message.System) asked.getFirst().messages().getFirst()).text())
        .doesNotContain("- universal:");
  }

  @Test
  void without_anybody_to_route_to_routing_is_a_broken_promise() {
    assertThatThrownBy(
            () ->
                router(neverAsked())
                    .route(
                        RoutingRequest.first(SESSION, "hello"),
                        BuiltinAgents.enabled(List.of("coder", "ask"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nobody to route to; enabled are coder, ask");
  }

  @Test
  void a_request_is_not_routed_back_to_the_agent_that_handed_it_on() throws Exception {
    RoutingRequest handedOn = handedOn("debug", "the error is found, rename the field");
    Routed byModel = router(says(answer("debug", "high"))).route(handedOn, DEFAULT);
    Routed byKeywords = router(says("?")).route(handedOn, DEFAULT);

    assertThat(byModel.routing().target().value()).isEqualTo("coder");
    assertThat(byKeywords.routing().target().value()).isEqualTo("coder");
    assertThat(((Message.System) asked.getFirst().messages().getFirst()).text())
        .doesNotContain("- debug:");
  }

  @Test
  void keywords_look_at_what_is_left_to_do_after_a_hand_over() throws Exception {
    Routed routed =
        router(says("?")).route(handedOn("debug", "the cache needs a new design"), DEFAULT);

    assertThat(routed.routing().target().value()).isEqualTo("architect");
  }

  @Test
  void the_only_target_gets_its_request_back_rather_than_nobody() throws Exception {
    Routed routed =
        router(neverAsked())
            .route(
                handedOn("coder", "anything else"),
                BuiltinAgents.enabled(List.of("orchestrator", "coder")));

    assertThat(routed.routing().target().value()).isEqualTo("coder");
  }

  private Routed route(ChatModel model, String request) throws InterruptedException {
    return router(model).route(RoutingRequest.first(SESSION, request), DEFAULT);
  }

  /** A router that notes what is asked, on a clock that moves 7 ms between its two looks. */
  private AgentRouter router(ChatModel model) {
    Iterator<Long> clock = List.of(1_000_000_000L, 1_007_900_000L).iterator();
    return new AgentRouter(
        (request, deltas) -> {
          asked.add(request);
          return model.chat(request, deltas);
        },
        clock::next);
  }

  private static RoutingRequest handedOn(String from, String reason) {
    return new RoutingRequest(
        SESSION,
        1,
        "why does it fail? fix it",
        List.of(),
        Optional.of(new RoutingRequest.Handover(new AgentName(from), reason)));
  }

  private static ChatModel says(String text) {
    return (request, deltas) -> replied(text);
  }

  private static ChatModel neverAsked() {
    return (request, deltas) -> {
      throw new AssertionError("the model was asked");
    };
  }

  private static ChatModel.Outcome replied(String text) {
    return new ChatModel.Outcome.Replied(
        new ChatModel.Reply(text, Optional.empty(), List.of(), "small-1", USAGE));
  }

  private static String answer(String agent, String confidence) {
    return "{\"agent\":\"%s\",\"confidence\":\"%s\",\"reason\":\"because\"}"
        .formatted(agent, confidence);
  }
}
