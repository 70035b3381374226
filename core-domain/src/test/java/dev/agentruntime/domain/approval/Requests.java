package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;

/** Requests, calls and approvals for the tests of the gate. */
final class Requests {

  static final AgentName CODER = new AgentName("coder");
  static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
  static final ToolCallId CALL = new ToolCallId(new UUID(0, 1));

  private Requests() {}

  static ApprovalRequest tool(String name, JsonObject details) {
    return request("tool", name, details);
  }

  static ApprovalRequest request(String type, String subject, JsonObject details) {
    return new ApprovalRequest(
        new ApprovalType(type), subject, details, Optional.of(CODER), List.of());
  }

  /** What conditions see of a request with these details. */
  static Evidence evidence(JsonObject details) {
    return new Evidence(tool("any", details));
  }

  static JsonObject detail(String name, JsonValue value) {
    return new JsonObject(Map.of(name, value));
  }

  static TextPattern pattern(String source) {
    return new TextPattern(source, Pattern.compile(source).asMatchPredicate()::test);
  }

  static PolicyRule rule(String id, Ruling ruling, String subject, Condition... conditions) {
    return new PolicyRule(
        id,
        new PolicyRule.Scope(Optional.empty(), pattern(subject), Optional.empty()),
        List.of(conditions),
        ruling,
        "because of " + id,
        ApprovalTerms.DEFAULT);
  }

  static ApprovalPolicy policy(PolicyRule... rules) {
    return new ApprovalPolicy(PolicyVersion.ofOwner(7), true, List.of(rules), Ruling.ASK);
  }

  /** A write of this content to a file that has this content now. */
  static PreparedCall write(String content, String before) {
    JsonObject arguments =
        JsonObject.builder().put("path", "a.txt").put("content", content).build();
    var impact =
        new FileImpact("a.txt", Optional.of(Digest.of(before)), Optional.of(Digest.of(content)));
    return prepared(
        CALL,
        SideEffect.EDIT,
        "write_file",
        arguments,
        new Preview(
            List.of("a.txt"),
            List.of(impact),
            OptionalLong.of(content.length()),
            Optional.of("a diff"),
            false));
  }

  static PreparedCall prepared(
      ToolCallId id, SideEffect effect, String tool, JsonObject arguments, Preview preview) {
    return new PreparedCall(
        new ToolCall(id, "p1", tool, new ToolArguments.Parsed(arguments)),
        new ToolSpec(new ToolName(tool), "", JsonObject.empty(), effect),
        ToolExecution.WORKSPACE,
        arguments,
        preview);
  }

  static Approval pending(ApprovalRequest request, Optional<ToolCallId> call) {
    return Approval.pending(
        new ApprovalId(new UUID(0, 9)),
        request,
        new Approval.Asked(
            call, "why", NOON, Optional.empty(), Optional.empty(), Approval.Basis.RUNTIME));
  }

  /** An approval of the call as it stands. */
  static Approval approved(PreparedCall call) {
    ApprovalRequest request = ApprovalRequest.of(call, CODER);
    return pending(request, Optional.of(call.call().id())).closed(granted(request, false));
  }

  static PendingApprovalState.Approved granted(ApprovalRequest request, boolean edited) {
    return new PendingApprovalState.Approved(request, edited, "ann", NOON);
  }
}
