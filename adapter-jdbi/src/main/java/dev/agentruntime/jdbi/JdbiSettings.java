package dev.agentruntime.jdbi;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * How the store works.
 *
 * @param ids makes the ids of events; version 7 keeps their index in order
 * @param clockShift how far the store's clock is ahead of the real one; tests move time with it
 * @param lockWait how long one attempt waits for a lock before it is tried again
 * @param poolMeters where the pools keep their meters: whatever HikariCP takes as a metric registry
 */
public record JdbiSettings(
    DatabaseUrl url,
    Supplier<UUID> ids,
    Supplier<Duration> clockShift,
    Duration lockWait,
    Optional<Object> poolMeters) {

  /** What holds where nothing else is set. */
  public static JdbiSettings of(DatabaseUrl url, Supplier<UUID> ids) {
    return new JdbiSettings(url, ids, () -> Duration.ZERO, Duration.ofSeconds(5), Optional.empty());
  }

  /** The same with pools that are metered. */
  public JdbiSettings withPoolMeters(Object registry) {
    return new JdbiSettings(url, ids, clockShift, lockWait, Optional.of(registry));
  }
}
