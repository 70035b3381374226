package dev.agentruntime.application.bus;

import java.util.Objects;
import java.util.Optional;

/**
 * Who wants to be told, and how.
 *
 * @param name tells subscribers apart, in statistics and in the log
 * @param priority the higher, the earlier; of equals who subscribed first
 */
public record EventSubscriber(String name, EventSelector wanted, int priority, Delivery delivery) {

  /** Most events that wait for one subscriber where nothing else is said. */
  public static final int USUAL_CAPACITY = 1_000;

  /** Largest queue there is. */
  public static final int MAX_CAPACITY = 1_000_000;

  private static final int MAX_NAME = 100;

  /** How events come to a subscriber. */
  public sealed interface Delivery {

    /**
     * On a thread of its own, from a queue.
     *
     * @param capacity most events that wait, 1 to {@value #MAX_CAPACITY}
     */
    record Queued(int capacity, Overflow overflow) implements Delivery {
      public Queued {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
          throw new IllegalArgumentException("a queue holds 1 to " + MAX_CAPACITY + " events");
        }
        Objects.requireNonNull(overflow);
      }
    }

    /**
     * The bus goes on to subscribers of lower priority and to the next event when this one is done,
     * or loses its subscription for not being done in time.
     */
    record Awaited() implements Delivery {}
  }

  /** What becomes of an event that finds the queue full. */
  public enum Overflow {
    /** The bus waits for room, up to {@link EventBus#PATIENCE}, then detaches the subscriber. */
    BLOCK,
    /** The subscriber does not get it; it is counted. */
    DROP,
    /** The subscriber gets nothing more; whoever has the subscription sees that. */
    DETACH
  }

  public EventSubscriber {
    Objects.requireNonNull(wanted);
    Objects.requireNonNull(delivery);
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "a subscriber's name has 1 to " + MAX_NAME + " characters");
    }
  }

  /** A usual one: a queue of its own, from which nobody else is kept waiting. */
  public static EventSubscriber of(String name, EventSelector wanted) {
    return new EventSubscriber(name, wanted, 0, new Delivery.Queued(USUAL_CAPACITY, Overflow.DROP));
  }

  /** One for all events. */
  public static EventSubscriber ofAll(String name) {
    return of(name, EventSelector.ALL);
  }

  /** The same with another priority. */
  public EventSubscriber withPriority(int other) {
    return new EventSubscriber(name, wanted, other, delivery);
  }

  /** The same, told otherwise. */
  public EventSubscriber delivered(Delivery other) {
    return new EventSubscriber(name, wanted, priority, other);
  }

  /** How many events can wait; one where it is awaited. */
  int capacity() {
    return queue().map(Delivery.Queued::capacity).orElse(1);
  }

  Optional<Delivery.Queued> queue() {
    return delivery instanceof Delivery.Queued queued ? Optional.of(queued) : Optional.empty();
  }
}
