package dev.agentruntime.application.metrics;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.SwitchAgent;
import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnBudget.Price;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolSpec;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MetricsStoryTest {

  private static final ChatModel.Call WRITE =
      call("write_file", "{\"path\":\"a.txt\",\"content\":\"hi\"}");

  private static JsonObject metrics(Scenario story) {
    return MetricsJson.write(
        story.runtime().get(new GetMetrics(Owner.LOCAL)), Instant.ofEpochMilli(0));
  }

  /** An edit that waits five seconds for a person, one that is refused, and a turn that fails. */
  private static Scenario worked(Scenario story) {
    story
        .modelReplies("", WRITE)
        .modelDoes(
            (request, deltas) -> {
              story.timePasses(Duration.ofSeconds(2));
              return new ChatModel.Outcome.Replied(FakeChatModel.reply("Done."));
            })
        .userSays("write a.txt")
        .timePasses(Duration.ofSeconds(5))
        .approved("write_file");
    story.modelReplies("", WRITE).modelReplies("As you say.").userSays("again");
    story.rejected("write_file", "no");
    story
        .runtime()
        .switchAgent(
            new SwitchAgent(Owner.LOCAL, story.open(), new AgentName("debug"), "a test fails"));
    return story
        .modelDoes(
            (request, deltas) ->
                new ChatModel.Outcome.Failed(
                    FailureKind.TIMEOUT, "no answer", Optional.of("model-that-was-asked")))
        .userSays("why?");
  }

  @Test
  void what_agents_tools_and_people_did_is_counted_in_the_shape_of_the_predecessor() {
    try (Scenario story = worked(Scenario.given())) {
      assertThat(metrics(story).canonical())
          .isEqualTo(
              "{\"complete\":true,"
                  + "\"computed\":{\"coder_avg_duration_ms\":500,\"debug_avg_duration_ms\":0,"
                  + "\"write_file_success_rate\":1},"
                  + "\"metrics\":{"
                  + "\"agent_processing\":{"
                  + "\"coder\":{\"count\":4,\"failure_count\":0,\"success_count\":4,"
                  + "\"total_duration_ms\":2000},"
                  + "\"debug\":{\"count\":1,\"failure_count\":1,\"success_count\":0,"
                  + "\"total_duration_ms\":0}},"
                  + "\"agent_switches\":{\"coder_to_debug\":1},"
                  + "\"approvals\":{\"tool\":{"
                  + "\"approved\":{\"count\":1,\"total_wait_ms\":5000},"
                  + "\"rejected\":{\"count\":1,\"total_wait_ms\":0}}},"
                  + "\"errors\":{\"debug\":{\"timeout\":1}},"
                  + "\"hitl_decisions\":{\"write_file\":{\"APPROVE\":1,\"EDIT\":0,\"REJECT\":1}},"
                  + "\"tool_executions\":{\"write_file\":{\"completed\":1,\"failed\":0,"
                  + "\"requested\":2,\"requires_approval\":2}}},"
                  + "\"timestamp\":\"1970-01-01T00:00:00Z\",\"unreadable_events\":0}");
    }
  }

  @Test
  void a_process_that_died_takes_no_count_with_it() {
    try (Scenario story = worked(Scenario.given())) {
      String before = metrics(story).canonical();
      String calls = calls(story).canonical();
      AgentContext agents = story.view().agents();

      story.processDies();

      assertThat(metrics(story).canonical()).isEqualTo(before);
      assertThat(calls(story).canonical()).isEqualTo(calls);
      assertThat(story.view().agents()).as("who is at work").isEqualTo(agents);
      assertThat(agents).isEqualTo(new AgentContext(new AgentName("debug"), 1));
    }
  }

  private static JsonObject calls(Scenario story) {
    return MetricsJson.write(story.runtime().get(new GetSessionMetrics(Owner.LOCAL, story.open())));
  }

  @Test
  void rates_and_averages_are_rounded_and_of_those_that_came_to_an_end() {
    try (Scenario story =
        Scenario.given()
            .command("one", output -> ToolResult.succeeded("well"))
            .command("two", output -> ToolResult.succeeded("well"))
            .command("bad", output -> ToolResult.failed("exit code 1"))) {
      for (String command : List.of("one", "two", "bad")) {
        story
            .modelCalls(call("execute_command", "{\"command\":\"" + command + "\"}"))
            .modelDoes(
                (request, deltas) -> {
                  story.timePasses(Duration.ofMillis(100));
                  return new ChatModel.Outcome.Replied(FakeChatModel.reply("I see."));
                })
            .userSays("run " + command)
            .approved("execute_command");
      }
      story.modelReplies("", WRITE).userSays("write a.txt");

      JsonObject all = metrics(story);
      assertThat(all.object("computed").orElseThrow().canonical())
          .as("300 ms in seven stretches, two of three that went well, and one that still waits")
          .isEqualTo(
              "{\"coder_avg_duration_ms\":42.86,\"execute_command_success_rate\":0.667,"
                  + "\"write_file_success_rate\":0}");
      assertThat(of(all, "tool_executions").object("execute_command").orElseThrow().canonical())
          .isEqualTo("{\"completed\":2,\"failed\":1,\"requested\":3,\"requires_approval\":3}");
    }
  }

  private static JsonObject of(JsonObject all, String metric) {
    return all.object("metrics").flatMap(metrics -> metrics.object(metric)).orElseThrow();
  }

  @Test
  void an_edit_by_a_person_is_a_decision_of_its_own() {
    try (Scenario story = Scenario.given().modelReplies("", WRITE).modelReplies("Done.")) {
      story.userSays("write a.txt").edited("write_file", "{\"path\":\"a.txt\",\"content\":\"ho\"}");

      assertThat(of(metrics(story), "hitl_decisions").canonical())
          .isEqualTo("{\"write_file\":{\"APPROVE\":0,\"EDIT\":1,\"REJECT\":0}}");
    }
  }

  @Test
  void what_nobody_decided_is_counted_by_what_became_of_it_and_is_no_decision() {
    try (Scenario story = Scenario.given().modelReplies("", WRITE).userSays("write a.txt")) {
      plan(story, Optional.of(Duration.ofSeconds(3)));
      story.timePasses(Duration.ofSeconds(3)).runtime().expireDue();
      story.timePasses(Duration.ofSeconds(4)).runtime().cancel(cancelled(story));
      story.settle();

      JsonObject all = metrics(story);
      assertThat(of(all, "approvals").canonical())
          .isEqualTo(
              "{\"plan\":{\"expired\":{\"count\":1,\"total_wait_ms\":3000}},"
                  + "\"tool\":{\"cancelled\":{\"count\":1,\"total_wait_ms\":7000}}}");
      assertThat(of(all, "hitl_decisions")).isEqualTo(JsonObject.empty());
    }
  }

  private static CancelTurn cancelled(Scenario story) {
    return new CancelTurn(Owner.LOCAL, story.open(), "enough");
  }

  private static void plan(Scenario story, Optional<Duration> time) {
    request(story, "plan", "the plan", time);
  }

  private static void request(
      Scenario story, String type, String subject, Optional<Duration> time) {
    JsonObject details =
        JsonText.readObject(
            "{\"plan_id\":\"p\",\"description\":\"d\",\"total_subtasks\":0,"
                + "\"estimated_duration\":\"1h\",\"subtasks\":[]}");
    story
        .runtime()
        .request(
            new RequestApproval(
                Owner.LOCAL,
                Optional.of(story.open()),
                new RequestApproval.Wanted(new ApprovalType(type), subject, details),
                new Petition(Optional.empty(), time, Optional.empty())));
  }

  @Test
  void what_the_runtime_itself_asks_people_is_counted_by_its_own_types() {
    var gate = new Gate();
    try (Scenario story =
        Scenario.given()
            .approves(ApprovalMode.ALL)
            .limits(new TurnLimits(1, 200, 3, 32, Duration.ofMinutes(30)))) {
      story
          .command(
              "deploy",
              output -> {
                gate.pass();
                return ToolResult.succeeded("never told");
              })
          .modelCalls(call("execute_command", "{\"command\":\"deploy\"}"))
          .send("go", IfBusy.REJECT);
      gate.awaitReached();
      story.processDies().timePasses(LeaseTerms.DEFAULT.time()).settle();
      story.thenWaitsFor(WaitReason.RECOVERY).timePasses(Duration.ofSeconds(2));
      story.rejected("execute_command", "leave it");
      story.thenWaitsFor(WaitReason.LIMIT).timePasses(Duration.ofSeconds(1));
      story.modelReplies("Done.");
      story.decided(story.pending().getFirst().request().subject(), new ApprovalDecision.Approve());

      assertThat(of(metrics(story), "approvals").canonical())
          .isEqualTo(
              "{\"limit\":{\"approved\":{\"count\":1,\"total_wait_ms\":1000}},"
                  + "\"recovery\":{\"rejected\":{\"count\":1,\"total_wait_ms\":2000}}}");
    } finally {
      gate.open();
    }
  }

  @Test
  void what_the_model_calls_of_a_session_took_is_read_from_its_log() {
    try (Scenario story = worked(Scenario.given())) {
      var query = new GetSessionMetrics(Owner.LOCAL, story.open());
      JsonObject json = MetricsJson.write(story.runtime().get(query));

      assertThat(json.integer("total_requests")).contains(5L);
      assertThat(json.integer("successful_requests")).contains(4L);
      assertThat(json.integer("failed_requests")).contains(1L);
      assertThat(json.integer("total_prompt_tokens")).contains(40L);
      assertThat(json.integer("total_completion_tokens")).contains(20L);
      assertThat(json.integer("total_tokens")).contains(60L);
      assertThat(json.number("average_tokens_per_request")).contains(15.0);
      assertThat(json.integer("requests_with_tools")).contains(2L);
      assertThat(json.object("cost")).isEmpty();
      assertThat(json.array("requests")).hasSize(5);
      assertThat(((JsonObject) json.array("requests").getFirst()).bool("has_tool_calls"))
          .contains(true);
      JsonObject failed = (JsonObject) json.array("requests").getLast();
      assertThat(failed.string("error")).contains("timeout");
      assertThat(failed.string("model")).contains("model-that-was-asked");
      assertThatExceptionOfType(RefusedException.class)
          .isThrownBy(
              () ->
                  story
                      .runtime()
                      .get(new GetSessionMetrics(Owner.LOCAL, new SessionId(new UUID(7, 7)))));
    }
  }

  @Test
  void a_cost_is_told_with_the_price_table_it_is_worked_out_by() {
    try (Scenario story = worked(Scenario.given())) {
      var prices =
          new PriceTable("2026-11", "USD", Map.of("fake-model", new Price(3_000_000, 15_000_000)));
      var handler = new GetSessionMetricsHandler(story.store().reads(), prices);
      JsonObject cost =
          MetricsJson.write(handler.handle(new GetSessionMetrics(Owner.LOCAL, story.open())))
              .object("cost")
              .orElseThrow();

      assertThat(cost.canonical())
          .isEqualTo(
              "{\"currency\":\"USD\",\"micros\":\"420\",\"price_table\":\"2026-11\","
                  + "\"unpriced_requests\":0}");
      var others = new PriceTable("2026-11", "USD", Map.of("another", new Price(1, 1)));
      assertThat(
              MetricsJson.write(
                      new GetSessionMetricsHandler(story.store().reads(), others)
                          .handle(new GetSessionMetrics(Owner.LOCAL, story.open())))
                  .object("cost"))
          .isEmpty();
    }
  }

  @Test
  void a_tool_that_a_model_made_up_gets_no_count_of_its_own() {
    var lookUp =
        new ToolSpec(
            new ToolName("look_up"),
            "Looks something up.",
            JsonText.readObject("{\"type\":\"object\"}"),
            SideEffect.READ);
    try (Scenario story = Scenario.given().clientTools(lookUp)) {
      for (int i = 0; i < 3; i++) {
        story.modelReplies("", call("made_up_" + i, "{}"));
      }
      story.modelReplies("", call("read_file", "{}"));
      story.modelReplies("", call("look_up", "{}")).userSays("go");
      JsonObject tools =
          metrics(story).object("metrics").orElseThrow().object("tool_executions").orElseThrow();

      assertThat(tools.members()).containsOnlyKeys("(unknown)", "look_up", "read_file");
      assertThat(tools.object("(unknown)").orElseThrow().integer("failed")).contains(3L);
      assertThat(tools.object("read_file").orElseThrow().integer("failed")).contains(1L);
      assertThat(tools.object("look_up").orElseThrow().integer("requested")).contains(1L);
    }
  }

  @Test
  void a_type_of_request_that_a_client_made_up_gets_no_count_of_its_own() {
    try (Scenario story = Scenario.given().userSays("go")) {
      for (String type : List.of("mine-1", "mine-2", "plan")) {
        request(story, type, type, Optional.empty());
        story.decide(story.pending(type), new ApprovalDecision.Approve());
      }

      assertThat(
              metrics(story)
                  .object("metrics")
                  .orElseThrow()
                  .object("approvals")
                  .orElseThrow()
                  .canonical())
          .isEqualTo(
              "{\"(other)\":{\"approved\":{\"count\":2,\"total_wait_ms\":0}},"
                  + "\"plan\":{\"approved\":{\"count\":1,\"total_wait_ms\":0}}}");
    }
  }
}
