package dev.agentruntime.http;

import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.domain.event.RecordedEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which types of events a reader wants: by name, by the first words of it ({@code approval.*}), or
 * all ({@code *}); names of the predecessor's approvals mean their successors. A name that there is
 * not is refused: it would match nothing for ever. That there is a log for a request that stands
 * alone is told to nobody.
 */
final class TypeFilter implements Predicate<RecordedEvent> {

  private static final String EVERYTHING = "*";

  /** Everything that can be asked for. */
  static final List<String> KNOWN = EventSelector.RECORDED;

  /** Empty for all. */
  private final Optional<EventSelector> wanted;

  /**
   * A filter.
   *
   * @param patterns none for all
   */
  TypeFilter(List<String> patterns) {
    patterns.stream()
        .flatMap(pattern -> flaw(pattern).stream())
        .findFirst()
        .ifPresent(
            flaw -> {
              throw Exchange.Query.invalid("type", flaw);
            });
    wanted =
        patterns.isEmpty() || patterns.contains(EVERYTHING)
            ? Optional.empty()
            : Optional.of(new EventSelector(patterns, Optional.empty()));
  }

  /** What is wrong with a pattern that nothing can match. */
  static Optional<String> flaw(String pattern) {
    return KNOWN.contains(pattern)
        ? Optional.empty()
        : Optional.of(
            "must be an event type such as turn.completed, or approval.* for all of a kind"
                + Words.meant(pattern, KNOWN));
  }

  /** Whether no type is left out. */
  boolean isAll() {
    return wanted.isEmpty();
  }

  /** Whether it wants events of a type. */
  boolean names(String type) {
    return wanted.map(selector -> selector.names(type)).orElse(true);
  }

  @Override
  public boolean test(RecordedEvent event) {
    return !event.isBookkeeping() && names(event.type());
  }
}
