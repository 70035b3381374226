package dev.agentruntime.application.bus;

import java.util.Map;
import java.util.Optional;

/**
 * Sees every event before subscribers do. It cannot change what happened, nor what is recorded:
 * what it adds goes beside the event, and what it holds back stays in the log, where durable
 * subscribers find it. It is quick; every subscriber waits for it.
 */
@FunctionalInterface
public interface EventMiddleware {

  /**
   * Passes an event on.
   *
   * @return the metadata that the event goes on with; empty to keep it from subscribers
   * @throws RuntimeException keeps it from subscribers too, and is counted and logged
   */
  Optional<Map<String, String>> pass(BusEvent event);
}
