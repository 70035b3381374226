package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.domain.event.RecordedEvent;
import java.time.Duration;
import java.util.Objects;

/**
 * Who must miss nothing that is recorded: how far it was told is kept in the store under its name,
 * beyond the end of any process. Clean-up leaves sessions that it was not told all of, for {@link
 * #WAITED_FOR} after a process followed with it last.
 *
 * @param name the same in all processes, and with every start; another name begins anew
 * @param most most events that it is told at once, 1 to {@value #MAX_BATCH}
 */
public record DurableSubscriber(String name, EventSelector wanted, Begin begin, int most) {

  /** Most events at once where nothing else is said. */
  public static final int USUAL_BATCH = 100;

  /** Most events at once that there are. */
  public static final int MAX_BATCH = 1_000;

  private static final int MAX_NAME = 100;

  /** Keeps embedders' names apart from those of the runtime's own subscribers. */
  public static final String PREFIX = "embedder/";

  /**
   * So long clean-up waits for one that no process follows with any more, counted from when one did
   * last. Then it is taken for gone, or logs would be kept for ever.
   */
  public static final Duration WAITED_FOR = Duration.ofDays(30);

  /** Where one begins that the store does not know yet. */
  public enum Begin {
    /** With the first event that there is in the log. */
    BEGINNING,
    /** With what is recorded from now on. */
    NOW
  }

  public DurableSubscriber {
    Objects.requireNonNull(begin);
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException(
          "a subscriber's name has 1 to " + MAX_NAME + " characters");
    }
    if (most < 1 || most > MAX_BATCH) {
      throw new IllegalArgumentException("1 to " + MAX_BATCH + " events are told at once");
    }
    if (EventTypes.ALL.stream().noneMatch(type -> wanted.wants(type, EventCategory.of(type)))) {
      throw new IllegalArgumentException(
          "nothing of \""
              + wanted
              + "\" is recorded; what is told on the bus alone cannot be kept");
    }
  }

  /** A usual one: from the beginning of the log. */
  public static DurableSubscriber of(String name, EventSelector wanted) {
    return new DurableSubscriber(name, wanted, Begin.BEGINNING, USUAL_BATCH);
  }

  /** The same, which begins with what is recorded from now on. */
  public DurableSubscriber fromNow() {
    return new DurableSubscriber(name, wanted, Begin.NOW, most);
  }

  /** The name that the store has its place under. */
  public String key() {
    return PREFIX + name;
  }

  /** Whether it is told of an event; that there is a log for a request is told to nobody. */
  boolean wants(RecordedEvent event) {
    return !event.isBookkeeping() && wanted.wants(event.type(), EventCategory.of(event.type()));
  }
}
