package dev.agentruntime.openai;

import java.time.Duration;

/**
 * How long one call may still wait.
 *
 * @param calledAt by {@link System#nanoTime()}
 */
record Deadlines(OpenAiSettings.Timeouts timeouts, long calledAt) {

  static Deadlines from(OpenAiSettings.Timeouts timeouts) {
    return new Deadlines(timeouts, System.nanoTime());
  }

  /**
   * Nanoseconds until the first limit runs out that the exchange is under; not positive if one has.
   */
  long patience(Exchange exchange) {
    long phase = phase(exchange).toNanos() - (System.nanoTime() - exchange.lastActivity());
    return Math.min(phase, left().toNanos());
  }

  /** What is left for the whole call. */
  Duration left() {
    return timeouts.wholeCall().minusNanos(System.nanoTime() - calledAt);
  }

  /** The problem of an exchange whose patience is used up. */
  Problem ranOut(Exchange exchange, Problems problems) {
    if (!left().isPositive()) {
      return problems.timeout("whole-call", timeouts.wholeCall()).last();
    }
    return problems.timeout(exchange.hasStarted() ? "idle" : "first-byte", phase(exchange));
  }

  private Duration phase(Exchange exchange) {
    return exchange.hasStarted() ? timeouts.idle() : timeouts.firstByte();
  }
}
