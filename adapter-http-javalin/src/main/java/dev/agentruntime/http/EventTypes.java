package dev.agentruntime.http;

import dev.agentruntime.domain.event.RecordedEvent;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which types of events a reader wants: by name, by the first words of it ({@code approval.*}), or
 * all ({@code *}).
 *
 * @param patterns none for all
 */
record EventTypes(List<String> patterns) implements Predicate<RecordedEvent> {

  private static final Pattern SHAPE = Pattern.compile("\\*|[a-z_]+(\\.[a-z_]+)*(\\.\\*)?");

  EventTypes {
    patterns = List.copyOf(patterns);
    for (String pattern : patterns) {
      if (!SHAPE.matcher(pattern).matches()) {
        throw Exchange.Query.invalid(
            "type",
            "must be an event type such as turn.completed, or approval.* for all of a kind");
      }
    }
  }

  /** Whether nothing is left out. */
  boolean isAll() {
    return patterns.isEmpty() || patterns.contains("*");
  }

  @Override
  public boolean test(RecordedEvent event) {
    return isAll() || patterns.stream().anyMatch(p -> matches(p, event.type()));
  }

  private static boolean matches(String pattern, String type) {
    return pattern.endsWith("*")
        ? type.startsWith(pattern.substring(0, pattern.length() - 1))
        : type.equals(pattern);
  }
}
