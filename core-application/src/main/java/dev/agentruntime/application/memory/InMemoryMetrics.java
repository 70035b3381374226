package dev.agentruntime.application.memory;

import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.metrics.Stretch;
import dev.agentruntime.application.port.MetricsRepository;
import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.port.SubscriberRepository;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is derived from the log: what one transaction changes of it is entered when it commits. */
final class InMemoryMetrics implements MetricsRepository, SubscriberRepository {

  /** Of whom the work in which session is under way. */
  private record Under(String subscriber, SessionId session) {}

  private record Counted(String subscriber, Count count) {
    Key key() {
      return new Key(subscriber, count.key());
    }

    Counted plus(Counted other) {
      return new Counted(subscriber, count.plus(other.count));
    }
  }

  private record Key(String subscriber, Count.Key count) {}

  /** What is committed. */
  static final class Derived {
    private final Map<String, String> places = new HashMap<>();
    private final Map<String, Instant> seen = new HashMap<>();
    private final Map<Under, Stretch> stretches = new HashMap<>();
    private final Map<Key, Counted> counts = new HashMap<>();

    synchronized List<Count> counts(String subscriber) {
      return counts.values().stream()
          .filter(counted -> counted.subscriber().equals(subscriber))
          .map(Counted::count)
          .toList();
    }

    synchronized Optional<String> place(String subscriber) {
      return Optional.ofNullable(places.get(subscriber));
    }

    /**
     * How far all of them were told: who has no place yet, or one of another log, was told nothing.
     */
    synchronized int slowest(RetentionRepository.Told told, int end) {
      Stream<String> alive =
          seen.entrySet().stream()
              .filter(entry -> !entry.getValue().isBefore(told.seen()))
              .map(Map.Entry::getKey)
              .filter(name -> name.startsWith(told.others()));
      return Stream.concat(told.always().stream(), alive)
          .mapToInt(name -> place(name).map(InMemoryReads::ledgerPlace).orElse(0))
          .map(place -> place > end ? 0 : place)
          .min()
          .orElse(0);
    }

    synchronized Map<SessionId, Stretch> stretches(String subscriber, Set<SessionId> sessions) {
      var found = new HashMap<SessionId, Stretch>();
      for (SessionId session : sessions) {
        Stretch stretch = stretches.get(new Under(subscriber, session));
        if (stretch != null) {
          found.put(session, stretch);
        }
      }
      return found;
    }

    /**
     * Takes over what a transaction changed.
     *
     * @param there whether a session is there
     */
    synchronized void enter(InMemoryMetrics work, Predicate<SessionId> there) {
      places.putAll(work.places);
      work.seen.stream().filter(places::containsKey).forEach(name -> seen.put(name, work.now));
      stretches.keySet().removeAll(work.replaced);
      stretches.putAll(work.stretches);
      stretches.keySet().removeIf(under -> !there.test(under.session()));
      work.counts.forEach(count -> counts.merge(count.key(), count, Counted::plus));
    }
  }

  private final Derived derived;
  private final Instant now;
  private final Map<String, String> places = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<Under> replaced = new HashSet<>();
  private final Map<Under, Stretch> stretches = new HashMap<>();
  private final List<Counted> counts = new ArrayList<>();

  InMemoryMetrics(Derived derived, Instant now) {
    this.derived = derived;
    this.now = now;
  }

  @Override
  public boolean advance(String subscriber, Optional<String> from, String to) {
    Optional<String> place =
        Optional.ofNullable(places.get(subscriber)).or(() -> derived.place(subscriber));
    boolean there = place.equals(from);
    if (there) {
      places.put(subscriber, to);
      seen(subscriber);
    }
    return there;
  }

  @Override
  public void seen(String subscriber) {
    seen.add(subscriber);
  }

  @Override
  public void add(String subscriber, Collection<Count> more) {
    more.forEach(count -> counts.add(new Counted(subscriber, count)));
  }

  @Override
  public Map<SessionId, Stretch> stretches(String subscriber, Set<SessionId> sessions) {
    return derived.stretches(subscriber, sessions);
  }

  @Override
  public void replace(String subscriber, Set<SessionId> sessions, Map<SessionId, Stretch> others) {
    sessions.forEach(session -> replaced.add(new Under(subscriber, session)));
    stretches.keySet().removeAll(replaced);
    others.forEach((session, stretch) -> stretches.put(new Under(subscriber, session), stretch));
  }
}
