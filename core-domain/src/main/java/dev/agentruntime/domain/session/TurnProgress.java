package dev.agentruntime.domain.session;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.message.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a turn has used up.
 *
 * @param lastCall digest of the last call's name and arguments
 * @param running time spent running up to the last event
 * @param raised how often a person raised each limit by its own amount
 */
public record TurnProgress(
    Used used, Optional<Digest> lastCall, Duration running, Map<Limit, Integer> raised) {

  /** Most replies in a row with unusable calls. */
  public static final int MAX_MALFORMED_REPLIES = 3;

  static final TurnProgress START =
      new TurnProgress(
          new Used(0, 0, 0, 0, 0, Usage.NONE), Optional.empty(), Duration.ZERO, Map.of());

  public TurnProgress {
    raised = Map.copyOf(raised);
  }

  /**
   * Counts.
   *
   * @param equalCalls how many equal calls came in a row, the last one counted
   * @param autoApprovals calls since a person last approved one that change something and that
   *     nobody was asked about
   * @param malformedReplies replies in a row that had an unusable call
   * @param tokens of all model calls
   */
  public record Used(
      int modelCalls,
      int toolCalls,
      int equalCalls,
      int autoApprovals,
      int malformedReplies,
      Usage tokens) {}

  TurnProgress modelCalled(Usage tokens) {
    return with(
        new Used(
            used.modelCalls + 1,
            used.toolCalls,
            used.equalCalls,
            used.autoApprovals,
            used.malformedReplies,
            used.tokens.plus(tokens)),
        lastCall);
  }

  TurnProgress replied(boolean malformed) {
    return with(
        new Used(
            used.modelCalls,
            used.toolCalls,
            used.equalCalls,
            used.autoApprovals,
            malformed ? used.malformedReplies + 1 : 0,
            used.tokens),
        lastCall);
  }

  TurnProgress called(Digest call, boolean unasked) {
    int equal = lastCall.equals(Optional.of(call)) ? used.equalCalls + 1 : 1;
    return with(
        new Used(
            used.modelCalls,
            used.toolCalls + 1,
            equal,
            unasked ? used.autoApprovals + 1 : used.autoApprovals,
            used.malformedReplies,
            used.tokens),
        Optional.of(call));
  }

  /** A person looked at a call and let it run. */
  TurnProgress approved() {
    return with(
        new Used(
            used.modelCalls,
            used.toolCalls,
            used.equalCalls,
            0,
            used.malformedReplies,
            used.tokens),
        lastCall);
  }

  TurnProgress ran(Instant since, Instant until) {
    Duration more = Duration.between(since, until);
    return more.isNegative() ? this : new TurnProgress(used, lastCall, running.plus(more), raised);
  }

  TurnProgress raised(Limit limit) {
    var more = new EnumMap<Limit, Integer>(Limit.class);
    more.putAll(raised);
    more.merge(limit, 1, Integer::sum);
    return new TurnProgress(used, lastCall, running, more);
  }

  /** The limit that forbids the next call of the model, if one does. */
  Optional<Limit> stopsModel(TurnLimits limits) {
    if (used.modelCalls >= limits.modelCalls() * factor(Limit.MODEL_CALLS)) {
      return Optional.of(Limit.MODEL_CALLS);
    }
    if (used.toolCalls >= limits.toolCalls() * factor(Limit.TOOL_CALLS)) {
      return Optional.of(Limit.TOOL_CALLS);
    }
    if (limits.budget().isOutOfTokens(used.tokens, factor(Limit.TOKENS))) {
      return Optional.of(Limit.TOKENS);
    }
    if (limits.budget().isOutOfMoney(used.tokens, factor(Limit.COST))) {
      return Optional.of(Limit.COST);
    }
    return stopsAnything(limits);
  }

  /** The limit that forbids to run the calls of the last reply, if one does. */
  Optional<Limit> stopsTools(TurnLimits limits) {
    if (used.equalCalls > limits.equalCalls() * factor(Limit.EQUAL_CALLS)) {
      return Optional.of(Limit.EQUAL_CALLS);
    }
    return used.autoApprovals > limits.autoApprovals() * factor(Limit.AUTO_APPROVALS)
        ? Optional.of(Limit.AUTO_APPROVALS)
        : stopsAnything(limits);
  }

  /** How many more tool calls a reply may bring. */
  int toolCallsLeft(TurnLimits limits) {
    long left = limits.toolCalls() * factor(Limit.TOOL_CALLS) - used.toolCalls;
    return (int) Math.max(0, Math.min(limits.callsPerReply(), left));
  }

  private Optional<Limit> stopsAnything(TurnLimits limits) {
    Duration most = limits.runningTime().multipliedBy(factor(Limit.RUNNING_TIME));
    return running.compareTo(most) >= 0 ? Optional.of(Limit.RUNNING_TIME) : Optional.empty();
  }

  private long factor(Limit limit) {
    return 1L + raised.getOrDefault(limit, 0);
  }

  private TurnProgress with(Used counts, Optional<Digest> call) {
    return new TurnProgress(counts, call, running, raised);
  }
}
