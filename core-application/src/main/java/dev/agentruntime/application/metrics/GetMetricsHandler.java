package dev.agentruntime.application.metrics;

import dev.agentruntime.application.port.Persistence;
import java.util.List;

/** Brings the counts up to date, as far as that is quickly done, and reads them. */
public final class GetMetricsHandler {

  /** Where somebody counts all the time, there is hardly anything left to count. */
  private static final int MOST = 10_000;

  private final Persistence persistence;

  public GetMetricsHandler(Persistence persistence) {
    this.persistence = persistence;
  }

  /** Answers the query. */
  public Metrics handle(GetMetrics query) {
    boolean complete = new MetricsProjection(persistence).catchUp(MOST).complete();
    List<Count> counts = persistence.reads().metrics(MetricsProjection.SUBSCRIBER, query.owner());
    return new Metrics(counts, complete);
  }

  /**
   * The counts.
   *
   * @param complete whether everything that was recorded is in them; else the next time they are
   *     further on
   */
  public record Metrics(List<Count> counts, boolean complete) {
    public Metrics {
      counts = List.copyOf(counts);
    }

    /** How many events could not be read, and are in no count. */
    public long unreadable() {
      return counts.stream()
          .filter(count -> count.metric() == Metric.UNREADABLE)
          .mapToLong(Count::count)
          .sum();
    }
  }
}
