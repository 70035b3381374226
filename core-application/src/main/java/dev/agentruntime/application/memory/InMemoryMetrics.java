package dev.agentruntime.application.memory;

import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.metrics.Stretch;
import dev.agentruntime.application.port.MetricsRepository;
import dev.agentruntime.application.port.SubscriberRepository;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is derived from the log: what one transaction changes of it is entered when it commits. */
final class InMemoryMetrics implements MetricsRepository, SubscriberRepository {

  /** What is committed. */
  static final class Derived {
    private final Map<String, String> places = new HashMap<>();
    private final Map<SessionId, Stretch> stretches = new HashMap<>();
    private final Map<Count.Key, Count> counts = new HashMap<>();

    synchronized List<Count> counts() {
      return List.copyOf(counts.values());
    }

    synchronized Optional<String> place(String subscriber) {
      return Optional.ofNullable(places.get(subscriber));
    }

    synchronized void enter(InMemoryMetrics work) {
      places.putAll(work.places);
      stretches.keySet().removeAll(work.replaced);
      stretches.putAll(work.stretches);
      work.counts.forEach(count -> counts.merge(count.key(), count, Count::plus));
    }
  }

  private final Derived derived;
  private final Map<String, String> places = new HashMap<>();
  private final Set<SessionId> replaced = new HashSet<>();
  private final Map<SessionId, Stretch> stretches = new HashMap<>();
  private final List<Count> counts = new ArrayList<>();

  InMemoryMetrics(Derived derived) {
    this.derived = derived;
  }

  @Override
  public boolean advance(String subscriber, Optional<String> from, String to) {
    Optional<String> place =
        Optional.ofNullable(places.get(subscriber)).or(() -> derived.place(subscriber));
    boolean there = place.equals(from);
    if (there) {
      places.put(subscriber, to);
    }
    return there;
  }

  @Override
  public void add(Collection<Count> more) {
    counts.addAll(more);
  }

  @Override
  public Map<SessionId, Stretch> stretches(Set<SessionId> sessions) {
    var found = new HashMap<>(derived.stretches);
    found.keySet().retainAll(sessions);
    return found;
  }

  @Override
  public void replace(Set<SessionId> sessions, Map<SessionId, Stretch> others) {
    replaced.addAll(sessions);
    stretches.keySet().removeAll(sessions);
    stretches.putAll(others);
  }
}
