package dev.agentruntime.jdbi;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How the store works.
 *
 * @param ids makes the ids of events; version 7 keeps their index in order
 * @param clockShift how far the store's clock is ahead of the real one; tests move time with it
 * @param lockWait how long one attempt waits for a lock before it is tried again
 */
public record JdbiSettings(
    DatabaseUrl url, Supplier<UUID> ids, Supplier<Duration> clockShift, Duration lockWait) {

  /** What holds where nothing else is set. */
  public static JdbiSettings of(DatabaseUrl url, Supplier<UUID> ids) {
    return new JdbiSettings(url, ids, () -> Duration.ZERO, Duration.ofSeconds(5));
  }
}
