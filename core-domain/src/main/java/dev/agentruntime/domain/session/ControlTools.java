package dev.agentruntime.domain.session;

/** The tools that steer the session; their calls are performed by the aggregate, never executed. */
public final class ControlTools {

  /** Hands over to another agent. */
  public static final String SWITCH_MODE = "switch_mode";

  /** Asks the user something and waits for the answer. */
  public static final String ASK_FOLLOWUP_QUESTION = "ask_followup_question";

  /** Ends the turn with a result. */
  public static final String ATTEMPT_COMPLETION = "attempt_completion";

  private ControlTools() {}
}
