package dev.agentruntime.application.session;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.query.AgentContextView;
import dev.agentruntime.application.query.GetAgentContext;
import dev.agentruntime.application.query.GetSession;
import dev.agentruntime.application.query.ListSessions;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionEvent.ToolRequested;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.domain.tool.ToolSpec;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionStoryTest {

  private static final Owner STRANGER = new Owner("stranger");

  private final Scenario story = Scenario.given();

  @AfterEach
  void end() {
    story.close();
  }

  private static ToolSpec declared(String name, String schema) {
    return new ToolSpec(
        new ToolName(name), "of the client", JsonText.readObject(schema), SideEffect.COMMAND);
  }

  private ToolRequested announced() {
    return story.events().stream()
        .map(e -> e.event())
        .filter(ToolRequested.class::isInstance)
        .map(ToolRequested.class::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private void submit(Digest digest, boolean failed) {
    story
        .runtime()
        .submit(
            new SubmitToolResult(
                Owner.LOCAL, story.open(), announced().call(), digest, "clicked", failed));
  }

  @Test
  void a_tool_of_the_client_is_announced_and_waits_for_its_result() {
    story
        .clientTools(declared("click", "{\"type\":\"object\"}"))
        .policy("{\"rules\":[{\"id\":\"all\",\"decision\":\"allow\"}]}")
        .modelCalls(call("click", "{\"x\":1}"))
        .modelReplies("Clicked.")
        .userSays("click")
        .thenWaitsFor(WaitReason.CLIENT);
    assertThat(announced().arguments().canonical()).isEqualTo("{\"x\":1}");
    assertThatThrownBy(() -> submit(Digest.of("another"), false))
        .isInstanceOf(RefusedException.class);
    submit(announced().digest(), false);
    story.settle().thenAnswered(Outcome.SUCCEEDED).thenCompletedWith("Clicked.").thenRan();
  }

  @Test
  void a_builtin_tool_can_be_the_clients_and_fail_there() {
    story
        .clientTools()
        .modelCalls(call("write_file", "{\"path\":\"a.txt\",\"content\":\"x\"}"))
        .modelReplies("Sorry.")
        .userSays("write")
        .approved("write_file")
        .thenWaitsFor(WaitReason.CLIENT);
    submit(announced().digest(), true);
    story.settle().thenAnswered(Outcome.FAILED).thenCompletedWith("Sorry.");
  }

  @Test
  void a_client_session_holds_agents_to_their_files_by_what_arguments_tell() {
    String diff =
        "{\"diff\":\"--- a/a.md\\n+++ b/a.md\\n@@ -1 +1 @@\\n-a\\n+b\\nrename to x.java\\n"
            + "--- /dev/null\\n\"}";
    story
        .clientTools()
        .startsWith(Optional.of("architect"))
        .modelCalls(
            call("apply_diff", diff),
            call("apply_diff", "{\"diff\":\"nothing\"}"),
            call("write_file", "{\"path\":\"a.java\",\"content\":\"\"}"))
        .modelReplies("No.")
        .userSays("write")
        .thenAnswered(Outcome.FAILED, Outcome.FAILED, Outcome.FAILED);
    assertThat(story.answers().get(1).content()).contains("files that cannot be told");
  }

  @Test
  void a_declared_tool_must_have_a_name_of_its_own_and_a_usable_schema() {
    story.clientTools(
        declared("write_file", "{}"),
        declared("click", "{}"),
        declared("click", "{}"),
        declared("broken", "{\"$ref\":\"#\"}"),
        declared("misspelt", "{\"properties\":{\"at\":{\"type\":\"tetx\"}}}"));
    assertThatThrownBy(story::open)
        .isInstanceOf(RefusedException.class)
        .hasMessageContainingAll(
            "write_file is the name",
            "click is declared twice",
            "the schema of broken: it refers to itself",
            "the schema of misspelt: /properties/at/type: ");
  }

  @Test
  void an_update_cannot_bring_in_what_the_creation_refused() {
    story.open();
    assertThatThrownBy(
            () ->
                update(
                    new SessionSettings.Tools(
                        ToolExecution.WORKSPACE, List.of(declared("execute_command", "{}")))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("built-in");
    assertThat(
            update(new SessionSettings.Tools(ToolExecution.CLIENT, List.of())).tools().execution())
        .isEqualTo(ToolExecution.CLIENT);
  }

  private SessionSettings update(SessionSettings.Tools tools) {
    return story
        .runtime()
        .update(
            new UpdateSession(
                Owner.LOCAL,
                story.open(),
                s ->
                    new SessionSettings(
                        "named", s.labels(), s.limits(), s.runner(), s.routing(), tools)))
        .settings();
  }

  @Test
  void an_agent_that_is_not_enabled_starts_no_session() {
    story.startsWith(Optional.of("nobody"));
    assertThatThrownBy(story::open)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no enabled agent named nobody");
  }

  @Test
  void a_session_may_have_a_policy_of_its_own() {
    var settings =
        new SessionSettings(
            "",
            Map.of(),
            TurnLimits.DEFAULT,
            new Runner.Any(),
            dev.agentruntime.domain.session.RoutingMode.FIRST,
            new SessionSettings.Tools(ToolExecution.CLIENT, List.of()));
    AgentRuntime runtime = story.runtime();
    var id =
        runtime.create(
            new CreateSession(
                Owner.LOCAL,
                settings,
                Optional.of(new AgentName("coder")),
                Optional.of(
                    new SetPolicy.Content(
                        JsonText.readObject(
                            "{\"rules\":[{\"id\":\"none\",\"decision\":\"deny\"}]}"),
                        true))));
    story.modelCalls(call("list_files", "{}")).modelReplies("No.");
    runtime.send(new SendMessage(Owner.LOCAL, id, "list", Optional.empty(), IfBusy.REJECT));
    assertThat(runtime.settled(id)).succeedsWithin(java.time.Duration.ofSeconds(30));
    assertThat(
            runtime
                .read(new dev.agentruntime.application.query.ReadEvents(Owner.LOCAL, id, 0, 100))
                .stream()
                .map(e -> e.type()))
        .contains("tool.call.denied");
  }

  @Test
  void closing_ends_the_turn_and_takes_no_more_messages() {
    story.modelCalls(call("execute_command", "{\"command\":\"x\"}")).userSays("run");
    story.runtime().close(new CloseSession(Owner.LOCAL, story.open()));
    story.thenAnswered(Outcome.CANCELLED);
    assertThat(story.view().summary().state().status()).isEqualTo(SessionStatus.CLOSED);
    assertThatThrownBy(() -> story.send("more", IfBusy.INTERRUPT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void a_deleted_session_is_out_of_sight() {
    story.modelReplies("Hi.").userSays("hello");
    story.runtime().delete(new DeleteSession(Owner.LOCAL, story.open()));
    assertThatThrownBy(story::view).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> story.send("more", IfBusy.REJECT))
        .isInstanceOf(RefusedException.class);
    assertThat(
            story.runtime().list(new ListSessions(Owner.LOCAL, SessionFilter.newest(10))).items())
        .isEmpty();
  }

  @Test
  void the_user_switches_agents_between_turns() {
    story.modelReplies("Hi.").userSays("hello");
    var switched =
        story
            .runtime()
            .switchAgent(
                new SwitchAgent(Owner.LOCAL, story.open(), new AgentName("debug"), "look"));
    assertThat(switched.agents().current().value()).isEqualTo("debug");
    assertThat(story.runtime().get(new GetAgentContext(Owner.LOCAL, story.open())).agents())
        .isEqualTo(switched.agents());
    assertThat(switched.position()).isEqualTo(story.view().position());
    story.modelCalls(call("execute_command", "{\"command\":\"x\"}")).userSays("run");
    assertThatThrownBy(
            () ->
                story
                    .runtime()
                    .switchAgent(
                        new SwitchAgent(Owner.LOCAL, story.open(), new AgentName("ask"), "")))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void who_was_at_work_is_told_by_the_log_to_whoever_comes_next() {
    try (Scenario routed = Scenario.given().startsWith(Optional.empty())) {
      routed
          .modelRoutes("{\"agent\":\"coder\",\"confidence\":\"medium\",\"reason\":\"code\"}")
          .modelReplies("Hi.")
          .userSays("hello");
      routed.timePasses(Duration.ofSeconds(3));
      routed
          .runtime()
          .switchAgent(new SwitchAgent(Owner.LOCAL, routed.open(), new AgentName("debug"), "look"));
      var query = new GetAgentContext(Owner.LOCAL, routed.open(), true);
      AgentContextView before = routed.runtime().get(query);

      routed.processDies();

      AgentContextView after = routed.runtime().get(query);
      assertThat(after).isEqualTo(before);
      assertThat(after.history())
          .extracting(one -> one.from() + " to " + one.to(), AgentContextView.Switch::confidence)
          .containsExactly(
              tuple("orchestrator to coder", Optional.of(Routing.Confidence.MEDIUM)),
              tuple("coder to debug", Optional.empty()));
      assertThat(after.lastSwitch()).contains(after.history().getLast().at());
      assertThat(after.history().getLast().at())
          .isAfter(after.history().getFirst().at().plusSeconds(2));
      assertThat(after.history().getFirst().at()).isAfterOrEqualTo(after.createdAt());
    }
  }

  @Test
  void a_session_whose_agent_was_never_switched_tells_of_no_switch() {
    AgentContextView context =
        story.runtime().get(new GetAgentContext(Owner.LOCAL, story.open(), true));

    assertThat(context.lastSwitch()).isEmpty();
    assertThat(context.history()).isEmpty();
  }

  @Test
  void who_is_at_work_is_told_to_nobody_but_the_owner() {
    story.open();

    assertThatThrownBy(() -> story.runtime().get(new GetAgentContext(STRANGER, story.open(), true)))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void cancelling_nothing_changes_nothing() {
    story.open();
    story.runtime().cancel(new CancelTurn(Owner.LOCAL, story.open(), "x"));
    assertThat(story.settle().eventTypes()).containsExactly("session.created");
  }

  @Test
  void a_reason_that_no_store_could_hold_is_made_fit() {
    story.modelCalls(call("execute_command", "{\"command\":\"x\"}")).userSays("run");
    story.runtime().cancel(new CancelTurn(Owner.LOCAL, story.open(), "no\0"));
    assertThat(story.outcome()).contains(new TurnOutcome.Cancelled("no\u2400"));
  }

  @Test
  void another_owner_can_neither_see_nor_touch_a_session() {
    AgentRuntime runtime = story.runtime();
    var id = story.open();
    assertThatThrownBy(() -> runtime.get(new GetSession(STRANGER, id)))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(
            () ->
                runtime.send(new SendMessage(STRANGER, id, "hi", Optional.empty(), IfBusy.REJECT)))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> runtime.delete(new DeleteSession(STRANGER, id)))
        .isInstanceOf(RefusedException.class);
    assertThat(runtime.list(new ListSessions(STRANGER, SessionFilter.newest(10))).items())
        .isEmpty();
    assertThat(story.eventTypes()).containsExactly("session.created");
  }

  @Test
  void a_runtime_needs_a_model_and_says_where_workspaces_are_missing() {
    assertThatIllegalStateException()
        .isThrownBy(() -> AgentRuntime.builder().build())
        .withMessageContaining("model");
    try (AgentRuntime runtime =
        AgentRuntime.builder().model(story.model()).policy(ApprovalMode.ALL.document()).build()) {
      var id =
          runtime.create(
              new CreateSession(
                  Owner.LOCAL,
                  story.view().header().settings(),
                  Optional.empty(),
                  Optional.empty()));
      runtime.send(new SendMessage(Owner.LOCAL, id, "hi", Optional.empty(), IfBusy.REJECT));
      assertThat(runtime.settled(id)).succeedsWithin(java.time.Duration.ofSeconds(30));
      assertThat(runtime.get(new GetSession(Owner.LOCAL, id)).lastTurn().toString())
          .contains("no workspaces");
    }
  }
}
