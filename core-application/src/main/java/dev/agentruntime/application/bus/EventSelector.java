package dev.agentruntime.application.bus;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventTypes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which events somebody wants: by type ({@code turn.completed}), by the first words of it ({@code
 * approval.*}), all ({@code *}), or by category. The names of this service's predecessor are
 * understood too, and mean what became of them.
 *
 * @param patterns types and beginnings of types; any one has to match
 * @param category the one that is wanted, whatever the type
 */
public record EventSelector(List<String> patterns, Optional<EventCategory> category) {

  private static final String REST = "*";

  private static final Map<String, List<String>> SUCCESSORS =
      Map.of(
          "hitl.*", List.of("approval.*"),
          "hitl.approval.*", List.of("approval.requested"),
          "hitl.approval.requested", List.of("approval.requested"),
          "hitl.decision.*", List.of("approval.approved", "approval.rejected"),
          "hitl.decision.made", List.of("approval.approved", "approval.rejected"),
          "hitl.timeout.*", List.of("approval.expired"),
          "hitl.timeout.occurred", List.of("approval.expired"),
          "tool.approval.*", List.of("approval.requested"),
          "tool.approval.required", List.of("approval.requested"));

  /** The names of the predecessor that are understood. */
  public static final Set<String> PREDECESSORS = SUCCESSORS.keySet();

  /**
   * All that selects recorded events, in alphabetical order: everything, each type, the kinds that
   * it is of, and the predecessor's names.
   */
  public static final List<String> RECORDED =
      Stream.of(
              Stream.of(REST),
              PREDECESSORS.stream(),
              EventTypes.ALL.stream().flatMap(type -> Stream.concat(kinds(type), Stream.of(type))))
          .flatMap(Function.identity())
          .distinct()
          .sorted()
          .toList();

  /** Everything. */
  public static final EventSelector ALL = matching(REST);

  public EventSelector {
    Objects.requireNonNull(category);
    patterns =
        patterns.stream()
            .flatMap(pattern -> SUCCESSORS.getOrDefault(pattern, List.of(pattern)).stream())
            .peek(EventSelector::require)
            .distinct()
            .toList();
    if (patterns.isEmpty() && category.isEmpty()) {
      throw new IllegalArgumentException("name a type, the beginning of one, or a category");
    }
  }

  /**
   * By types, or by the first words of types with {@code .*} behind them.
   *
   * @throws IllegalArgumentException if one is no type and no beginning of one
   */
  public static EventSelector matching(String... patterns) {
    return new EventSelector(List.of(patterns), Optional.empty());
  }

  /** By category. */
  public static EventSelector in(EventCategory category) {
    return new EventSelector(List.of(), Optional.of(category));
  }

  /** The kinds that a type is of: tool.* and tool.call.* for tool.call.denied. */
  private static Stream<String> kinds(String type) {
    return IntStream.range(0, type.length())
        .filter(i -> type.charAt(i) == '.')
        .mapToObj(i -> type.substring(0, i + 1) + REST);
  }

  /** A name of the runtime's that there is not would match nothing for ever. */
  private static void require(String pattern) {
    boolean sound = pattern.equals(REST) || Notice.isPattern(pattern);
    if (!sound) {
      throw new IllegalArgumentException(
          "\"" + pattern + "\" is no event type and no beginning of one, such as approval.*");
    }
    if (!pattern.equals(REST)
        && EventTypes.isOfRuntime(pattern)
        && EventTypes.TOLD.stream().noneMatch(type -> matches(pattern, type))) {
      throw new IllegalArgumentException(
          "there is no event type "
              + pattern
              + NearestName.to(pattern, EventTypes.TOLD)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse(""));
    }
  }

  /** Whether it wants an event. */
  public boolean wants(String type, EventCategory whose) {
    return category.filter(whose::equals).isPresent() || names(type);
  }

  /** Whether it names a recorded event, rather than only what is told within the process. */
  public boolean namesRecorded() {
    return EventTypes.ALL.stream().anyMatch(this::names);
  }

  /** Whether it names a type, or the beginning of it. */
  public boolean names(String type) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, type));
  }

  /** Whether a pattern names a type or is the beginning of it. */
  public static boolean matches(String pattern, String type) {
    return pattern.endsWith(REST)
        ? type.startsWith(pattern.substring(0, pattern.length() - 1))
        : type.equals(pattern);
  }

  @Override
  public String toString() {
    return String.join(
        " ", Stream.concat(category.map(EventCategory::id).stream(), patterns.stream()).toList());
  }
}
