package dev.agentruntime.domain.session;

import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;

/** A call of the last reply, with where it stands. */
public record OpenCall(
    ToolCall call, SideEffect sideEffect, ToolExecution execution, CallState state) {

  /** The call's id. */
  public ToolCallId id() {
    return call.id();
  }

  /** Whether it has its answer. */
  public boolean isAnswered() {
    return state instanceof CallState.Answered;
  }

  /** Whether it steers the session instead of being executed. */
  public boolean isControl() {
    return sideEffect == SideEffect.CONTROL;
  }

  OpenCall in(CallState other) {
    return new OpenCall(call, sideEffect, execution, other);
  }
}
