package dev.agentruntime.application.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a bus did so far.
 *
 * @param totals of all subscribers there ever were
 * @param failedReads how often the log could not be read
 * @param subscribers those there are, and those that were detached and did not close yet
 */
public record BusStatistics(
    Counts events, Totals totals, long failedReads, List<Subscriber> subscribers) {

  public BusStatistics {
    subscribers = List.copyOf(subscribers);
  }

  /**
   * The events.
   *
   * @param published how many came to the bus
   * @param held how many of them middleware kept from subscribers, by saying so or by failing
   * @param failedMiddleware how often middleware failed
   * @param last the time that the last one tells
   */
  public record Counts(long published, long held, long failedMiddleware, Optional<Instant> last) {}

  /** What became of events at subscribers, each counted for each of them. */
  public record Totals(long delivered, long failed, long dropped) {

    /** Which part of those that were handled was handled well; 0 where none was handled. */
    public double successRate() {
      return (double) delivered / Math.max(delivered + failed, 1);
    }
  }

  /**
   * One subscriber.
   *
   * @param delivered how many events were handled well
   * @param failed how many were not, or not in time
   * @param dropped how many found the queue full, or waited when it was closed or detached
   * @param waiting how many wait for it now
   * @param detached whether it gets nothing more because it was too slow
   */
  public record Subscriber(
      String name, long delivered, long failed, long dropped, int waiting, boolean detached) {}
}
