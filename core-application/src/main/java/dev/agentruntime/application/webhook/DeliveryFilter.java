package dev.agentruntime.application.webhook;

import dev.agentruntime.application.query.SessionFilter;
import java.util.Optional;

/**
 * Which deliveries of a webhook to list, the newest first.
 *
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 * @param cursor what came with the page before
 */
public record DeliveryFilter(Optional<Delivery.State> state, int most, Optional<String> cursor) {
  public DeliveryFilter {
    SessionFilter.requirePageSize(most);
  }
}
