package dev.agentruntime.jdbi;

import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.metrics.Metric;
import dev.agentruntime.application.metrics.Stretch;
import dev.agentruntime.application.port.MetricsRepository;
import dev.agentruntime.application.port.SubscriberRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is derived from the log, within one transaction. */
record JdbiMetrics(MetricsRows rows, UnitOfWork work)
    implements MetricsRepository, SubscriberRepository {

  @Override
  public boolean advance(String subscriber, Optional<String> from, String to) {
    long now = work.now().toEpochMilli();
    int moved =
        from.map(place -> rows.advance(subscriber, place, to, now))
            .orElseGet(() -> rows.begin(subscriber, to, now));
    return moved == 1;
  }

  @Override
  public void seen(String subscriber) {
    rows.seen(subscriber, work.now().toEpochMilli());
  }

  /** Sorted, so that transactions which add to the same rows lock them in the same order. */
  @Override
  public void add(String subscriber, Collection<Count> counts) {
    List<MetricsRows.Row> sorted =
        counts.stream()
            .map(JdbiMetrics::row)
            .sorted(
                Comparator.comparing(MetricsRows.Row::owner)
                    .thenComparing(MetricsRows.Row::metric)
                    .thenComparing(row -> row.labels().label())
                    .thenComparing(row -> row.labels().detail()))
            .toList();
    if (!sorted.isEmpty()) {
      rows.add(subscriber, sorted);
    }
  }

  private static MetricsRows.Row row(Count count) {
    return new MetricsRows.Row(
        count.owner().value(),
        count.metric().id(),
        new MetricsRows.Labels(
            RecordableText.of(count.labels().label()), RecordableText.of(count.labels().detail())),
        count.count(),
        count.millis());
  }

  static Count count(MetricsRows.Row row) {
    return new Count(
        new Owner(row.owner()),
        Constants.read(Metric.class, row.metric()),
        new Count.Labels(row.labels().label(), row.labels().detail()),
        row.count(),
        row.millis());
  }

  @Override
  public Map<SessionId, Stretch> stretches(String subscriber, Set<SessionId> sessions) {
    return texts(sessions).isEmpty()
        ? Map.of()
        : rows.stretches(subscriber, texts(sessions)).stream()
            .collect(
                Collectors.toMap(
                    row -> SessionId.parse(row.session()),
                    row -> new Stretch(row.agent(), Instant.ofEpochMilli(row.since()))));
  }

  private static List<String> texts(Set<SessionId> sessions) {
    return sessions.stream().map(SessionId::toString).sorted().toList();
  }

  @Override
  public void replace(
      String subscriber, Set<SessionId> sessions, Map<SessionId, Stretch> stretches) {
    if (!sessions.isEmpty()) {
      rows.end(subscriber, texts(sessions));
    }
    List<MetricsRows.Stretch> under =
        stretches.entrySet().stream()
            .map(
                entry ->
                    new MetricsRows.Stretch(
                        entry.getKey().toString(),
                        entry.getValue().agent(),
                        entry.getValue().since().toEpochMilli()))
            .toList();
    if (!under.isEmpty()) {
      rows.begin(subscriber, under);
    }
  }
}
