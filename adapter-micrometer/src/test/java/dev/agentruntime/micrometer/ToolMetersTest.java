package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict.Explanation;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolMetersTest {

  private static final String CALLS = "agent_runtime_log_tool_calls_total";

  private final FakeLog log = new FakeLog();
  private long calls;

  private ToolCall call(String tool) {
    calls++;
    return new ToolCall(
        new ToolCallId(new UUID(3, calls)),
        "call_1",
        tool,
        new ToolArguments.Parsed(JsonObject.empty()));
  }

  private ToolCall proposed(String tool, ToolExecution execution) {
    ToolCall call = call(tool);
    log.tells(
        new SessionEvent.ToolCallProposed(
            call,
            SideEffect.READ,
            execution,
            Ruling.ALLOW,
            new Explanation("a rule", PolicyVersion.ofOwner(1), "a reason"),
            JsonObject.empty()));
    return call;
  }

  private void answered(ToolCallId call, ToolResult.Outcome outcome) {
    log.tells(
        new SessionEvent.ToolAnswered(
            call, "call_1", new ToolResult(outcome, "content", List.of("a/path"))));
  }

  private void succeeds(ToolCall call) {
    answered(call.id(), ToolResult.Outcome.SUCCEEDED);
  }

  private double count(String tool, String outcome) {
    return log.scraped().value(CALLS, "tool", tool, "outcome", outcome);
  }

  @ParameterizedTest
  @EnumSource
  void a_call_is_counted_by_its_outcome(ToolResult.Outcome outcome) {
    answered(proposed("read_file", ToolExecution.WORKSPACE).id(), outcome);

    assertThat(count("read_file", outcome.id())).isEqualTo(1);
    assertThat(log.scraped().values()).doesNotContain("content", "a/path");
  }

  @Test
  void tools_of_clients_are_all_one() {
    succeeds(proposed("click", ToolExecution.CLIENT));
    succeeds(proposed("scroll", ToolExecution.CLIENT));
    succeeds(proposed("read_file", ToolExecution.CLIENT));

    assertThat(count("client", "succeeded")).isEqualTo(2);
    assertThat(count("read_file", "succeeded")).isEqualTo(1);
  }

  @Test
  void ten_thousand_names_that_a_model_makes_up_are_all_one() {
    for (int i = 0; i < 10_000; i++) {
      ToolCall call = call("tool \"" + i + "\"\n");
      log.tells(
          new SessionEvent.ReplyRecorded(
              new Message.Assistant(
                  new MessageId(new UUID(4, i)),
                  AgentName.UNIVERSAL,
                  "",
                  Optional.empty(),
                  List.of(call)),
              true));
      answered(call.id(), ToolResult.Outcome.FAILED);
    }

    assertThat(log.scraped().values(CALLS, "tool")).containsExactly("other");
    assertThat(count("other", "failed")).isEqualTo(10_000);
  }

  @Test
  void a_call_that_was_proposed_before_is_named_by_what_is_told_of_it_since() {
    ToolCall announced = call("click");
    log.tells(
        new SessionEvent.ToolRequested(
            announced.id(),
            new ToolName("click"),
            JsonObject.empty(),
            Digest.of("x"),
            Optional.empty()));
    succeeds(announced);
    ToolCall approved = call("write_file");
    log.tells(approved(approved.id(), "write_file"));
    succeeds(approved);

    assertThat(count("client", "succeeded")).isEqualTo(1);
    assertThat(count("write_file", "succeeded")).isEqualTo(1);
  }

  private SessionEvent approved(ToolCallId call, String tool) {
    Approval approval = log.asks("tool");
    var granted =
        new ApprovalRequest(
            ApprovalType.TOOL, tool, JsonObject.empty(), Optional.empty(), List.of());
    return new SessionEvent.ApprovalClosed(
        approval.id(), Optional.of(call), new Approved(granted, false, "a person", log.now()));
  }

  @Test
  void an_approval_does_not_take_a_call_from_its_client() {
    ToolCall call = proposed("click", ToolExecution.CLIENT);
    log.tells(approved(call.id(), "click"));
    succeeds(call);

    assertThat(count("client", "succeeded")).isEqualTo(1);
  }

  @Test
  void a_call_of_which_nothing_is_known_is_counted_as_unknown() {
    succeeds(call("read_file"));

    assertThat(count("unknown", "succeeded")).isEqualTo(1);
  }

  @Test
  void calls_that_are_never_answered_are_forgotten_in_the_end() {
    ToolCall first = proposed("read_file", ToolExecution.WORKSPACE);
    for (int i = 0; i < Recent.MOST; i++) {
      proposed("list_files", ToolExecution.WORKSPACE);
    }
    succeeds(first);

    assertThat(count("unknown", "succeeded")).isEqualTo(1);
  }
}
