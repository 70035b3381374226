package dev.agentruntime.domain.session;

import dev.agentruntime.domain.message.Usage;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the model calls of one turn, routing included, may take. It is looked at before each call,
 * so the last call may go beyond.
 *
 * @param tokens most tokens, read and written together
 * @param cost most cost
 */
public record TurnBudget(OptionalLong tokens, Optional<CostLimit> cost) {

  /** No ceiling. */
  public static final TurnBudget NONE = new TurnBudget(OptionalLong.empty(), Optional.empty());

  public TurnBudget {
    if (tokens.isPresent() && tokens.getAsLong() < 1) {
      throw new IllegalArgumentException("a limit of tokens is at least 1");
    }
  }

  /**
   * A ceiling of money. The runtime knows no prices; it takes the one that is given.
   *
   * @param most in millionths of the price's currency
   */
  public record CostLimit(Price price, long most) {
    public CostLimit {
      if (most < 1) {
        throw new IllegalArgumentException("a limit of cost is more than zero");
      }
    }

    boolean isReached(Usage used, long times) {
      return price.of(used).compareTo(BigInteger.valueOf(most).multiply(BigInteger.valueOf(times)))
          >= 0;
    }
  }

  /**
   * What a model costs, in millionths of some currency.
   *
   * @param prompt for a million tokens read
   * @param completion for a million tokens written
   */
  public record Price(long prompt, long completion) {

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

    public Price {
      if (prompt < 0 || completion < 0 || (prompt == 0 && completion == 0)) {
        throw new IllegalArgumentException(
            "a price is not negative, and not all of it is zero: such a limit would hold nothing");
      }
    }

    /** What this many tokens cost, in millionths, rounded down. */
    public BigInteger of(Usage used) {
      return times(used.promptTokens(), prompt)
          .add(times(used.completionTokens(), completion))
          .divide(MILLION);
    }

    private static BigInteger times(long tokens, long each) {
      return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(each));
    }
  }

  boolean isOutOfTokens(Usage used, long times) {
    return tokens.isPresent()
        && BigInteger.valueOf(used.totalTokens())
                .compareTo(
                    BigInteger.valueOf(tokens.getAsLong()).multiply(BigInteger.valueOf(times)))
            >= 0;
  }

  boolean isOutOfMoney(Usage used, long times) {
    return cost.map(limit -> limit.isReached(used, times)).orElse(false);
  }
}
