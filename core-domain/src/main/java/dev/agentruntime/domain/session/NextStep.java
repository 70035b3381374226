package dev.agentruntime.domain.session;

import java.util.List;

/**
 * What must happen next in a session. Says it all: whoever holds the lease performs it and asks
 * again.
 */
public sealed interface NextStep {

  /** Choose the agent for the request. */
  record Route() implements NextStep {}

  /** Ask the model for the current agent's next reply. */
  record AskModel() implements NextStep {}

  /** Put these calls before the gate and run what it opens: one call, or neighbouring reads. */
  record RunTools(List<OpenCall> calls) implements NextStep {
    public RunTools {
      calls = List.copyOf(calls);
    }
  }

  /** Let a control call take effect on the session. */
  record ApplyControl(OpenCall call) implements NextStep {}

  /** Find out what became of a call that a dead owner had started. */
  record CloseInterrupted(OpenCall call) implements NextStep {}

  /** Ask a person whether the turn may go beyond this ceiling. */
  record AskForMore(Limit limit) implements NextStep {}

  /** End the turn: the model does not find its way to a usable call. */
  record GiveUp() implements NextStep {}

  /** A call is under way in the process that holds the lease. */
  record Underway(OpenCall call) implements NextStep {}

  /** Suspend the turn; no thread waits. */
  record Await(WaitReason reason) implements NextStep {}

  /** Nothing: no turn is open. */
  record Finished() implements NextStep {}
}
