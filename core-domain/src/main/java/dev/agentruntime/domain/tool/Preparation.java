package dev.agentruntime.domain.tool;

/** What came of preparing a call. */
public sealed interface Preparation {

  /** The call as the model sent it. */
  ToolCall call();

  /** It may be put before the policy. */
  record Ready(PreparedCall prepared) implements Preparation {
    @Override
    public ToolCall call() {
      return prepared.call();
    }
  }

  /**
   * It is answered at once and never asked.
   *
   * @param answer what is wrong, and in its note what the model can do about it
   * @param malformed whether the arguments were unusable; several replies with such calls in a row
   *     end the turn
   */
  record Unfit(ToolCall call, ToolResult answer, boolean malformed) implements Preparation {}
}
