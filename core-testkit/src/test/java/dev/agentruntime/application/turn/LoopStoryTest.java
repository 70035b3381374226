package dev.agentruntime.application.turn;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static dev.agentruntime.testkit.FakeChatModel.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ChatModel.Outcome.Replied;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LoopStoryTest {

  private final Scenario story = Scenario.given().approves(ApprovalMode.ALL);

  @AfterEach
  void end() {
    story.close();
  }

  private static ChatModel.Call read(String path) {
    return call("read_file", "{\"path\":\"" + path + "\"}");
  }

  private static ChatModel.Call run(String command) {
    return call("execute_command", "{\"command\":\"" + command + "\"}");
  }

  private static ChatModel.Call handOver(String to, String reason) {
    return call("switch_mode", "{\"mode\":\"" + to + "\",\"reason\":\"" + reason + "\"}");
  }

  @Test
  void neighbouring_reads_run_at_the_same_time_and_are_answered_in_the_models_order() {
    var first = new Gate();
    var second = new Gate();
    story
        .workspace()
        .reading(
            "a",
            output -> {
              first.pass();
              return ToolResult.succeeded("A");
            })
        .reading(
            "b",
            output -> {
              // Each waits for the other: one after the other they would never come to an end.
              first.awaitReached();
              first.open();
              second.pass();
              return ToolResult.succeeded("B");
            });
    story.modelCalls(read("a"), read("b")).modelReplies("Read.").send("read", IfBusy.REJECT);
    second.awaitReached();
    second.open();
    story.settle().thenAnswered(Outcome.SUCCEEDED, Outcome.SUCCEEDED).thenCompletedWith("Read.");
    assertThat(told()).containsExactly("A", "B");
  }

  /** What the model was told by tools when it was asked last. */
  private List<String> told() {
    return story.model().lastRequest().messages().stream()
        .filter(Message.Tool.class::isInstance)
        .map(message -> ((Message.Tool) message).result().content())
        .toList();
  }

  @Test
  void a_read_behind_a_command_waits_for_it() {
    story
        .command(
            "make",
            output -> {
              story.file("out.txt", "made");
              return ToolResult.succeeded("ok");
            })
        .file("out.txt", "old")
        .modelCalls(run("make"), read("out.txt"))
        .modelReplies("Made.")
        .userSays("make");
    assertThat(told()).containsExactly("ok", "made");
  }

  @Test
  void malformed_arguments_are_answered_and_can_be_repaired() {
    story
        .file("a.txt", "x")
        .modelCalls(call("read_file", "{\"path\":"))
        .modelCalls(call("read_file", "[]"))
        .modelCalls(read("a.txt"))
        .modelReplies("Read.")
        .userSays("read")
        .thenAnswered(Outcome.FAILED, Outcome.FAILED, Outcome.SUCCEEDED)
        .thenCompletedWith("Read.");
  }

  @Test
  void arguments_that_cannot_be_read_are_never_taken_for_none() {
    story
        .modelCalls(call("list_files", "{\"path\":"))
        .modelReplies("Sorry.")
        .userSays("list")
        .thenAnswered(Outcome.FAILED)
        .thenCompletedWith("Sorry.");
  }

  @Test
  void people_see_what_went_wrong_and_the_model_what_to_do_about_it() {
    story.modelCalls(call("read_file", "[]")).modelReplies("Sorry.").userSays("read");
    assertThat(story.answers().getFirst().content())
        .isEqualTo("The arguments are not a JSON object.");
    assertThat(told())
        .containsExactly(
            "The arguments are not a JSON object. It was not run; call again with valid"
                + " arguments.");
  }

  @Test
  void arguments_nested_beyond_bounds_do_not_break_the_turn() {
    story
        .modelCalls(call("read_file", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"))
        .modelCalls(call("read_file", "{\"a\":\uD800}"))
        .modelReplies("Sorry.")
        .userSays("read")
        .thenAnswered(Outcome.FAILED, Outcome.FAILED)
        .thenCompletedWith("Sorry.");
  }

  @Test
  void a_model_that_sends_only_malformed_arguments_is_given_up() {
    story
        .modelCalls(call("read_file", "{"))
        .modelCalls(call("read_file", "{}"))
        .modelCalls(call("read_file", "{\"path\":5}"))
        .userSays("read");
    assertThat(failure()).isEqualTo(FailureKind.MALFORMED_CALLS);
  }

  private FailureKind failure() {
    return ((TurnOutcome.Failed) story.outcome().orElseThrow()).kind();
  }

  @Test
  void no_arguments_at_all_are_an_empty_object() {
    story.modelCalls(call("list_files", "  ")).modelReplies("Listed.").userSays("list");
    story.thenRan("list_files").thenCompletedWith("Listed.");
  }

  @Test
  void a_tool_nobody_has_is_answered_and_nobody_is_asked() {
    story
        .modelCalls(call("launch_rocket", "{}"), call("launch_rocket", "{"))
        .modelReplies("Sorry.")
        .userSays("go")
        .thenAnswered(Outcome.FAILED, Outcome.FAILED);
    assertThat(story.answers().getFirst().content()).isEqualTo("There is no tool of that name.");
    assertThat(told().getFirst())
        .startsWith("There is no tool of that name. Available: read_file, ");
    assertThat(story.count("approval.requested")).isZero();
  }

  @Test
  void a_tool_of_another_agent_is_answered_and_never_runs() {
    story
        .startsWith(Optional.of("ask"))
        .modelCalls(run("make"))
        .modelReplies("I may not.")
        .userSays("make")
        .thenRan()
        .thenAnswered(Outcome.FAILED);
    assertThat(story.answers().getFirst().content()).contains("ask may not use execute_command");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.md", "docs/A.MD", "docs/deep/x.Md"})
  void an_architect_edits_markdown_in_any_letter_case(String path) {
    story
        .startsWith(Optional.of("architect"))
        .modelCalls(
            call("write_file", "{\"path\":\"" + path + "\",\"content\":\"#\"}"),
            call("apply_diff", "{\"diff\":\"--- a/" + path + "\\n+++ b/" + path + "\\n\"}"))
        .modelReplies("Written.")
        .userSays("write")
        .thenRan("write_file", "apply_diff");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.java", "md", "a.md/b.txt", "a.md.sh"})
  void an_architect_edits_nothing_else(String path) {
    story
        .startsWith(Optional.of("architect"))
        .modelCalls(
            call("write_file", "{\"path\":\"" + path + "\",\"content\":\"#\"}"),
            call("apply_diff", "{\"diff\":\"--- a/" + path + "\\n+++ b/" + path + "\\n\"}"))
        .modelReplies("I may not.")
        .userSays("write")
        .thenRan()
        .thenAnswered(Outcome.FAILED, Outcome.FAILED);
    assertThat(story.answers().getFirst().content()).contains("may only edit");
  }

  @Test
  void a_question_waits_for_its_answer_and_the_next_message_is_it() {
    story
        .modelCalls(
            call("ask_followup_question", "{\"question\":\"Which?\",\"suggestions\":[\"this\"]}"))
        .modelReplies("That one.")
        .userSays("do it")
        .thenWaitsFor(WaitReason.ANSWER)
        .userSays("the second")
        .thenAnswered(Outcome.SUCCEEDED)
        .thenCompletedWith("That one.");
    assertThat(told()).containsExactly("the second");
  }

  @Test
  void a_completion_ends_the_turn_with_its_result() {
    story
        .modelReplies("Well.", call("attempt_completion", "{\"result\":\"All done.\"}"))
        .userSays("do it")
        .thenCompletedWith("All done.");
  }

  @Test
  void only_the_first_call_that_steers_takes_effect() {
    story
        .modelCalls(handOver("debug", "look"), call("attempt_completion", "{\"result\":\"x\"}"))
        .modelReplies("Looked.")
        .userSays("go")
        .thenAgentIs("debug")
        .thenCompletedWith("Looked.");
    assertThat(story.count("tool.execution.failed")).isEqualTo(1);
  }

  @Test
  void the_model_routes_the_first_message() {
    story
        .startsWith(Optional.empty())
        .modelRoutes("{\"agent\":\"debug\",\"confidence\":\"high\",\"reason\":\"it fails\\ud800\"}")
        .modelReplies("Found it.")
        .userSays("the build is red")
        .thenAgentIs("debug")
        .thenCompletedWith("Found it.");
    assertThat(reasons()).containsExactly("it fails\uFFFD");
  }

  private List<String> reasons() {
    return story.events().stream()
        .map(e -> e.event())
        .filter(SessionEvent.AgentRouted.class::isInstance)
        .map(e -> ((SessionEvent.AgentRouted) e).routing().reason())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "{\"agent\":\"nobody\",\"confidence\":\"high\"}",
        "{\"agent\":\"universal\",\"confidence\":\"high\"}",
        "{\"agent\":\"ask\",\"confidence\":\"low\"}"
      })
  void an_answer_of_the_router_that_is_not_usable_falls_back_to_keywords(String answer) {
    story
        .startsWith(Optional.empty())
        .modelRoutes(answer)
        .modelReplies("Found it.")
        .userSays("the test fails with an exception")
        .thenAgentIs("debug");
  }

  @Test
  void a_router_that_fails_falls_back_to_keywords() {
    // No routing answer is prepared: the fake fails.
    story
        .startsWith(Optional.empty())
        .modelReplies("A plan.")
        .userSays("design an architecture for the payment module")
        .thenAgentIs("architect");
    assertThat(failedFor()).as("and the log tells so").containsExactly(Purpose.ROUTE);
  }

  private List<Purpose> failedFor() {
    return story.events().stream()
        .map(RecordedEvent::event)
        .filter(SessionEvent.ModelRequestFailed.class::isInstance)
        .map(event -> ((SessionEvent.ModelRequestFailed) event).purpose())
        .toList();
  }

  @Test
  void a_single_agent_is_never_routed() {
    story.agents("universal").startsWith(Optional.empty()).modelReplies("Hi.").userSays("hello");
    story.thenAgentIs("universal");
    assertThat(story.eventTypes()).doesNotContain("agent.routed");
  }

  @Test
  void the_only_other_agent_is_chosen_without_asking_the_model() {
    story
        .agents("orchestrator", "universal")
        .startsWith(Optional.empty())
        .modelReplies("Hi.")
        .userSays("hello")
        .thenAgentIs("universal");
    assertThat(purposes()).containsExactly(Purpose.REPLY);
  }

  private List<Purpose> purposes() {
    return story.model().requests().stream().map(ChatModel.Request::purpose).toList();
  }

  @Test
  void later_messages_are_routed_only_where_a_session_says_always() {
    story
        .startsWith(Optional.empty())
        .modelRoutes("{\"agent\":\"debug\",\"confidence\":\"high\"}")
        .modelReplies("One.")
        .modelReplies("Two.")
        .userSays("first")
        .userSays("second")
        .thenAgentIs("debug");
    assertThat(purposes()).containsExactly(Purpose.ROUTE, Purpose.REPLY, Purpose.REPLY);
  }

  @Test
  void always_routes_every_message() {
    story
        .routing(RoutingMode.ALWAYS)
        .startsWith(Optional.empty())
        .modelRoutes("{\"agent\":\"debug\",\"confidence\":\"high\"}")
        .modelRoutes("{\"agent\":\"ask\",\"confidence\":\"high\"}")
        .modelReplies("One.")
        .modelReplies("Two.")
        .userSays("first")
        .thenAgentIs("debug")
        .userSays("second")
        .thenAgentIs("ask");
  }

  @Test
  void an_agent_that_hands_back_is_routed_on_to_another() {
    story
        .modelCalls(handOver("orchestrator", "the design is missing"))
        .modelRoutes("{\"agent\":\"coder\",\"confidence\":\"high\"}")
        .modelReplies("Designed.")
        .userSays("build it")
        .thenAgentIs("architect");
    assertThat(routing().messages().getLast().toString())
        .contains("handed_over_by", "coder", "the design is missing");
  }

  private ChatModel.Request routing() {
    return story.model().requests().stream()
        .filter(request -> request.purpose() == Purpose.ROUTE)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void a_hand_over_that_was_refused_or_went_elsewhere_is_no_hand_back() {
    story
        .modelCalls(handOver("coder", "myself"))
        .modelCalls(handOver("debug", "look"))
        .modelCalls(handOver("orchestrator", "found it"))
        .modelRoutes("{\"agent\":\"ask\",\"confidence\":\"high\"}")
        .modelReplies("Explained.")
        .userSays("go")
        .thenAgentIs("ask");
    assertThat(routing().messages().getLast().toString())
        .contains("\"handed_over_by\":\"debug\"", "found it")
        .doesNotContain("myself", "look");
  }

  @Test
  void a_refused_hand_back_leaves_no_trace_in_the_next_routing() {
    story
        .routing(RoutingMode.ALWAYS)
        .startsWith(Optional.empty())
        .modelRoutes("{\"agent\":\"coder\",\"confidence\":\"high\"}")
        .modelCalls(
            call("ask_followup_question", "{\"question\":\"Sure?\"}"),
            handOver("orchestrator", "never mind"))
        .modelReplies("Good.")
        .userSays("go")
        .userSays("yes")
        .thenCompletedWith("Good.")
        .thenAgentIs("coder");
    assertThat(purposes()).containsExactly(Purpose.ROUTE, Purpose.REPLY, Purpose.REPLY);
  }

  @Test
  void a_limit_of_model_calls_is_a_persons_matter_and_can_be_raised() {
    story
        .limits(new TurnLimits(1, 200, 3, 32, Duration.ofMinutes(30)))
        .file("a", "x")
        .modelCalls(read("a"))
        .modelReplies("Done.")
        .userSays("go")
        .thenWaitsFor(WaitReason.LIMIT)
        .approved("model_calls")
        .thenCompletedWith("Done.");
  }

  @Test
  void a_limit_that_is_not_raised_ends_the_turn() {
    story
        .limits(new TurnLimits(1, 200, 3, 32, Duration.ofMinutes(30)))
        .file("a", "x")
        .modelCalls(read("a"))
        .userSays("go")
        .rejected("model_calls", "enough");
    assertThat(story.outcome()).contains(new TurnOutcome.LimitReached(Limit.MODEL_CALLS));
  }

  @Test
  void a_limit_takes_no_edit() {
    story
        .limits(new TurnLimits(1, 200, 3, 32, Duration.ofMinutes(30)))
        .file("a", "x")
        .modelCalls(read("a"))
        .userSays("go");
    assertThatThrownBy(() -> story.edited("model_calls", "{}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("raised or not");
  }

  @Test
  void calls_beyond_the_limit_of_a_reply_are_answered_and_not_run() {
    story
        .limits(new TurnLimits(100, 200, 3, 1, Duration.ofMinutes(30)))
        .file("a", "x")
        .file("b", "y")
        .modelCalls(read("a"), read("b"))
        .modelReplies("One at a time.")
        .userSays("go");
    assertThat(story.answers().stream().map(ToolResult::outcome))
        .containsExactlyInAnyOrder(Outcome.SUCCEEDED, Outcome.FAILED);
    assertThat(told().getFirst()).isEqualTo("x");
  }

  @Test
  void equal_calls_in_a_row_are_stopped() {
    story.file("a", "x");
    for (int i = 0; i < 4; i++) {
      story.modelCalls(read("a"));
    }
    story.userSays("go").thenWaitsFor(WaitReason.LIMIT);
    assertThat(story.pending("equal_calls")).isNotNull();
    story.thenRan("read_file", "read_file", "read_file");
  }

  @Test
  void running_time_is_limited_and_waiting_does_not_count() {
    story
        .limits(new TurnLimits(100, 200, 3, 32, Duration.ofMinutes(10)))
        .approves(ApprovalMode.READS)
        .command(
            "long",
            output -> {
              story.timePasses(Duration.ofMinutes(6));
              return ToolResult.succeeded("ok");
            })
        .modelCalls(run("long"))
        .modelCalls(run("long"))
        .userSays("go");
    story.timePasses(Duration.ofHours(5)).approved("execute_command");
    story.thenWaitsFor(WaitReason.APPROVAL).approved("execute_command");
    story.thenWaitsFor(WaitReason.LIMIT);
    assertThat(story.pending("running_time")).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void what_fails_the_model_fails_the_turn_and_is_told(FailureKind kind) {
    story.modelDoes((request, deltas) -> new ChatModel.Outcome.Failed(kind, "it is so"));
    story.userSays("go");
    assertThat(story.outcome()).contains(new TurnOutcome.Failed(kind, "it is so"));
    assertThat(story.eventTypes())
        .containsSubsequence("llm.request.failed", "turn.failed")
        .doesNotContain("message.discarded");
    story.modelReplies("Again.").userSays("again").thenCompletedWith("Again.");
  }

  @Test
  void a_reply_that_is_cut_after_text_was_shown_is_taken_back() {
    story.modelDoes(
        (request, deltas) -> {
          deltas.text("Half of");
          return new ChatModel.Outcome.Failed(FailureKind.CUT, "cut");
        });
    story.userSays("go");
    assertThat(story.eventTypes())
        .containsSubsequence("llm.request.failed", "message.discarded", "turn.failed");
  }

  @Test
  void a_model_with_nothing_more_to_say_is_a_failure() {
    story.userSays("go");
    assertThat(failure()).isEqualTo(FailureKind.SCRIPT_EXHAUSTED);
  }

  @Test
  void a_busy_session_says_what_is_pending() {
    story
        .approves(ApprovalMode.READS)
        .command("make", output -> ToolResult.succeeded(""))
        .modelCalls(run("make"))
        .userSays("make");
    assertThatThrownBy(() -> story.send("another", IfBusy.REJECT))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              var busy = (Refusal.Busy) e.refusal();
              assertThat(busy.waiting()).contains(WaitReason.APPROVAL);
              assertThat(busy.approvals())
                  .extracting(approval -> approval.request().subject())
                  .containsExactly("execute_command");
            });
  }

  @Test
  void an_interrupting_message_answers_what_was_open() {
    story
        .approves(ApprovalMode.READS)
        .modelCalls(run("make"))
        .modelReplies("Better.")
        .userSays("make");
    story.send("no, better", IfBusy.INTERRUPT).settle();
    story.thenAnswered(Outcome.SUPERSEDED).thenCompletedWith("Better.");
    assertThat(story.pending()).isEmpty();
  }

  @Test
  void the_model_is_told_the_date_of_the_stores_clock() {
    story
        .timePasses(Duration.ofDays(400))
        .modelDoes((request, deltas) -> new Replied(reply("Hi.")))
        .userSays("hello");
    assertThat(story.model().lastRequest().messages().getFirst().toString())
        .contains("- Date: 2027-04-08");
  }

  @Test
  void an_agent_that_is_no_longer_enabled_ends_the_turn_and_says_so() {
    story.modelReplies("Hi.").userSays("hello");
    story.agents("orchestrator", "ask").anotherProcess().userSays("again");
    assertThat(failure()).isEqualTo(FailureKind.INTERNAL);
    assertThat(story.outcome().orElseThrow().toString()).contains("coder is not enabled");
  }

  @Test
  void a_named_agent_takes_the_message_without_routing() {
    story.startsWith(Optional.empty()).modelReplies("Asked.");
    story
        .runtime()
        .send(
            new dev.agentruntime.application.session.SendMessage(
                dev.agentruntime.domain.session.Owner.LOCAL,
                story.open(),
                "why",
                Optional.of(new AgentName("ask")),
                IfBusy.REJECT));
    story.settle().thenAgentIs("ask");
    assertThat(purposes()).containsExactly(Purpose.REPLY);
  }
}
