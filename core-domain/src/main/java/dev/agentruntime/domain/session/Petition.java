package dev.agentruntime.domain.session;

import dev.agentruntime.domain.approval.ApprovalTerms;
import java.time.Duration;
import java.util.Optional;

/**
 * What comes with a request that is no tool call.
 *
 * @param reason why people are asked; empty for the reason of the rule that asks
 * @param timeout after which it expires undecided, unless the rule gives it less; 1 second to 365
 *     days
 * @param requester who asks, if it is known
 */
public record Petition(
    Optional<String> reason, Optional<Duration> timeout, Optional<String> requester) {

  public Petition {
    if (timeout.isPresent() && !ApprovalTerms.isTimeout(timeout.get())) {
      throw new IllegalArgumentException(
          "a request waits 1 second to 365 days, in whole seconds, not " + timeout.get());
    }
  }
}
