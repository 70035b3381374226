package dev.agentruntime.domain.session;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * The ceilings of each turn of a session.
 *
 * @param modelCalls most calls of the model
 * @param toolCalls most tool calls
 * @param equalCalls most equal calls in a row
 * @param autoApprovals most calls in a row that change something and that no person was asked about
 * @param callsPerReply most calls in one reply; the ones beyond are answered with an error
 * @param runningTime longest running time, in whole seconds
 * @param budget most tokens and cost, where they are limited
 */
public record TurnLimits(
    int modelCalls,
    int toolCalls,
    int equalCalls,
    int autoApprovals,
    int callsPerReply,
    Duration runningTime,
    TurnBudget budget) {

  /**
   * Auto-approvals in a row where nothing else is set: half of the tool calls, so that a turn which
   * only ever changes things is looked at once.
   */
  public static final int AUTO_APPROVALS = 100;

  /** What holds where nothing else is set. */
  public static final TurnLimits DEFAULT = new TurnLimits(100, 200, 3, 32, Duration.ofMinutes(30));

  public TurnLimits {
    if (Stream.of(modelCalls, toolCalls, equalCalls, autoApprovals, callsPerReply)
        .anyMatch(most -> most < 1)) {
      throw new IllegalArgumentException("every limit of a turn is at least 1");
    }
    if (runningTime.isNegative() || runningTime.isZero() || runningTime.toNanosPart() != 0) {
      throw new IllegalArgumentException(
          "the running time of a turn is a whole number of seconds, at least 1");
    }
  }

  /** Limits without a budget, and with the usual auto-approvals. */
  public TurnLimits(
      int modelCalls, int toolCalls, int equalCalls, int callsPerReply, Duration runningTime) {
    this(
        modelCalls,
        toolCalls,
        equalCalls,
        AUTO_APPROVALS,
        callsPerReply,
        runningTime,
        TurnBudget.NONE);
  }

  /** The same with another budget. */
  public TurnLimits with(TurnBudget other) {
    return new TurnLimits(
        modelCalls, toolCalls, equalCalls, autoApprovals, callsPerReply, runningTime, other);
  }
}
