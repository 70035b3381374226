package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.EventCategory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Who listens at one moment, and who of them to which events. A change makes another roster, so
 * that what was found out for the one before is gone with it.
 *
 * @param subscriptions in the order in which they are told
 * @param found who wants what, as far as it was asked
 */
record Roster(List<EventSubscription> subscriptions, Map<Address, List<EventSubscription>> found) {

  static final Roster EMPTY = of(Stream.empty());

  /** Types of notices are anybody's invention; those beyond are looked up each time. */
  private static final int MAX_FOUND = 500;

  /** What tells whether somebody wants an event. */
  record Address(String type, EventCategory category) {}

  boolean isHeard() {
    return !subscriptions.isEmpty();
  }

  boolean has(String name) {
    return subscriptions.stream().anyMatch(one -> one.subscriber().name().equals(name));
  }

  boolean has(EventSubscription subscription) {
    return subscriptions.contains(subscription);
  }

  /** With one more, behind those of the same priority. */
  Roster with(EventSubscription added) {
    return of(
        Stream.concat(subscriptions.stream(), Stream.of(added))
            .sorted(
                Comparator.comparingInt((EventSubscription one) -> one.subscriber().priority())
                    .reversed()));
  }

  Roster without(EventSubscription gone) {
    return of(subscriptions.stream().filter(one -> one != gone));
  }

  private static Roster of(Stream<EventSubscription> subscriptions) {
    return new Roster(subscriptions.toList(), new ConcurrentHashMap<>());
  }

  List<EventSubscription> wanting(BusEvent event) {
    var address = new Address(event.type(), event.category());
    List<EventSubscription> known = found.get(address);
    if (known != null) {
      return known;
    }
    List<EventSubscription> wanting = wanting(address);
    if (found.size() < MAX_FOUND) {
      found.put(address, wanting);
    }
    return wanting;
  }

  private List<EventSubscription> wanting(Address address) {
    return subscriptions.stream()
        .filter(one -> one.subscriber().wanted().wants(address.type(), address.category()))
        .toList();
  }
}
