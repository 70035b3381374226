package dev.agentruntime.http;

import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.domain.event.RecordedEvent;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which types of events a reader wants: by name, by the first words of it ({@code approval.*}), or
 * all ({@code *}). A name that there is not is refused: it would match nothing for ever.
 *
 * @param patterns none for all
 */
record TypeFilter(List<String> patterns) implements Predicate<RecordedEvent> {

  private static final String EVERYTHING = "*";

  /** Everything that can be asked for. */
  static final List<String> KNOWN =
      Stream.concat(
              Stream.of(EVERYTHING),
              EventTypes.ALL.stream().flatMap(type -> Stream.concat(kinds(type), Stream.of(type))))
          .distinct()
          .sorted()
          .toList();

  TypeFilter {
    patterns = List.copyOf(patterns);
    for (String pattern : patterns) {
      if (!KNOWN.contains(pattern)) {
        throw Exchange.Query.invalid(
            "type",
            "must be an event type such as turn.completed, or approval.* for all of a kind"
                + Words.meant(pattern, KNOWN));
      }
    }
  }

  /** The kinds that a type is of: tool.* and tool.call.* for tool.call.denied. */
  private static Stream<String> kinds(String type) {
    return IntStream.range(0, type.length())
        .filter(i -> type.charAt(i) == '.')
        .mapToObj(i -> type.substring(0, i + 1) + EVERYTHING);
  }

  /** Whether nothing is left out. */
  boolean isAll() {
    return patterns.isEmpty() || patterns.contains(EVERYTHING);
  }

  @Override
  public boolean test(RecordedEvent event) {
    return isAll() || patterns.stream().anyMatch(p -> matches(p, event.type()));
  }

  private static boolean matches(String pattern, String type) {
    return pattern.endsWith(EVERYTHING)
        ? type.startsWith(pattern.substring(0, pattern.length() - 1))
        : type.equals(pattern);
  }
}
