package dev.agentruntime.domain.session;

import java.time.Duration;

/**
 * The ceilings of each turn of a session.
 *
 * @param modelCalls most calls of the model
 * @param toolCalls most tool calls
 * @param equalCalls most equal calls in a row
 * @param callsPerReply most calls in one reply; the ones beyond are answered with an error
 * @param runningTime longest running time, in whole seconds
 * @param budget most tokens and cost, where they are limited
 */
public record TurnLimits(
    int modelCalls,
    int toolCalls,
    int equalCalls,
    int callsPerReply,
    Duration runningTime,
    TurnBudget budget) {

  /** What holds where nothing else is set. */
  public static final TurnLimits DEFAULT = new TurnLimits(100, 200, 3, 32, Duration.ofMinutes(30));

  public TurnLimits {
    if (modelCalls < 1 || toolCalls < 1 || equalCalls < 1 || callsPerReply < 1) {
      throw new IllegalArgumentException("every limit of a turn is at least 1");
    }
    if (runningTime.isNegative() || runningTime.isZero() || runningTime.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "the running time of a turn is a whole number of seconds, at least 1");
    }
  }

  /** Limits without a budget. */
  public TurnLimits(
      int modelCalls, int toolCalls, int equalCalls, int callsPerReply, Duration runningTime) {
    this(modelCalls, toolCalls, equalCalls, callsPerReply, runningTime, TurnBudget.NONE);
  }

  /** The same with another budget. */
  public TurnLimits with(TurnBudget other) {
    return new TurnLimits(modelCalls, toolCalls, equalCalls, callsPerReply, runningTime, other);
  }
}
