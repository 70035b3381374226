package dev.agentruntime.testkit;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalGate;
import dev.agentruntime.domain.approval.ApprovalGate.Passage;
import dev.agentruntime.domain.approval.ApprovalPolicy;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalTerms;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.Condition;
import dev.agentruntime.domain.approval.PolicyInForce;
import dev.agentruntime.domain.approval.PolicyRule;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.TextPattern;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Authorized calls for tests of executors. They come through the gate like all others, with a
 * policy that allows everything.
 */
public final class AuthorizedCalls {

  private static final ApprovalGate OPEN =
      new ApprovalGate(
          PolicyInForce.of(
              new ApprovalPolicy(
                  PolicyVersion.ofOwner(1),
                  true,
                  List.of(
                      new PolicyRule(
                          "allow-all",
                          new PolicyRule.Scope(
                              Optional.empty(),
                              new TextPattern(".*", subject -> true),
                              Optional.empty()),
                          List.of(
                              new Condition(
                                  ApprovalRequest.SECRET, new Condition.Test.Exists(true))),
                          Ruling.ALLOW,
                          "a test allows everything, secrets too",
                          ApprovalTerms.DEFAULT)),
                  Ruling.ASK)));

  private AuthorizedCalls() {}

  /** This call, allowed. */
  public static AuthorizedCall of(PreparedCall call) {
    Passage passage = OPEN.pass(call, AgentName.UNIVERSAL, Optional.empty());
    if (passage instanceof Passage.Open open) {
      return open.call();
    }
    throw new IllegalStateException("a policy that allows everything said " + passage);
  }

  /** A call of a tool with a new id, allowed. */
  public static AuthorizedCall of(
      String tool, SideEffect sideEffect, JsonObject arguments, Preview preview) {
    var id = new ToolCallId(UUID.randomUUID());
    return of(
        new PreparedCall(
            new ToolCall(id, "call-" + id, tool, new ToolArguments.Parsed(arguments)),
            new ToolSpec(new ToolName(tool), "the tool " + tool, JsonObject.empty(), sideEffect),
            ToolExecution.WORKSPACE,
            arguments,
            preview));
  }
}
