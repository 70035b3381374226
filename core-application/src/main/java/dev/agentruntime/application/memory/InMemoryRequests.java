package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.RequestRepository;
import dev.agentruntime.application.session.RequestKey;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of requests as one transaction sees them. */
final class InMemoryRequests implements RequestRepository {

  private final Map<Place, Kept> committed;
  private final Instant now;
  private final Map<Place, Instant> claimed = new HashMap<>();

  /** What this transaction changes; empty for what it removes. */
  private final Map<Place, Optional<Kept>> changed = new HashMap<>();

  /** Where a key was sent. */
  record Place(Owner owner, String method, String path, String key) {
    static Place of(RequestKey key) {
      return new Place(key.owner(), key.method(), key.path(), key.key());
    }
  }

  /** What is kept of a request. */
  record Kept(Answered answered, Instant until) {}

  InMemoryRequests(Map<Place, Kept> committed, Instant now) {
    this.committed = committed;
    this.now = now;
  }

  Map<Place, Optional<Kept>> changed() {
    return changed;
  }

  @Override
  public Optional<Answered> claim(RequestKey key, Duration keep) {
    Place place = Place.of(key);
    Optional<Answered> known =
        changed
            .getOrDefault(place, Optional.ofNullable(committed.get(place)))
            .filter(kept -> kept.until().isAfter(now))
            .map(Kept::answered);
    if (known.isEmpty()) {
      claimed.put(place, now.plus(keep));
    }
    return known;
  }

  @Override
  public void answer(RequestKey key, JsonObject answer) {
    Instant until = claimed.get(Place.of(key));
    if (until == null) {
      throw new IllegalStateException("the key was not claimed in this transaction");
    }
    changed.put(Place.of(key), Optional.of(new Kept(new Answered(key.request(), answer), until)));
  }

  @Override
  public boolean hasExpired() {
    return expired().findAny().isPresent();
  }

  private Stream<Place> expired() {
    return committed.entrySet().stream()
        .filter(entry -> !entry.getValue().until().isAfter(now))
        .map(Map.Entry::getKey);
  }

  @Override
  public int removeExpired(int most) {
    List<Place> expired = expired().limit(most).toList();
    expired.forEach(place -> changed.putIfAbsent(place, Optional.empty()));
    return expired.size();
  }
}
