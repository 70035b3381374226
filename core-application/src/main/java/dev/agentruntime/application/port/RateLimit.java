package dev.agentruntime.application.port;

/**
 * How often something may be done.
 *
 * @param perMinute in the long run
 * @param burst at once, after a pause
 */
public record RateLimit(int perMinute, int burst) {

  public RateLimit {
    if (perMinute < 1 || burst < 1) {
      throw new IllegalArgumentException("a rate limit allows at least 1 a minute and 1 at once");
    }
  }

  /** How much comes back in a millisecond. */
  public double perMilli() {
    return perMinute / 60_000.0;
  }
}
