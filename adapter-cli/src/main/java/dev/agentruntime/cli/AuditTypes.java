package dev.agentruntime.cli;

import dev.agentruntime.application.agent.NearestName;
import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventTypes;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Types of recorded events, as people write them. */
final class AuditTypes {

  private static final String OPTION = "--type: ";

  private AuditTypes() {}

  /**
   * The types that are named and of the category; refused where there is none.
   *
   * @param written types and beginnings of types, any one has to fit; none for all
   * @return nothing for all
   */
  static List<String> of(List<String> written, Optional<EventCategory> category) {
    if (written.isEmpty() && category.isEmpty()) {
      return List.of();
    }
    Predicate<String> named =
        written.stream().map(AuditTypes::named).reduce(Predicate::or).orElse(type -> true);
    List<String> types =
        EventTypes.ALL.stream()
            .filter(named)
            .filter(type -> category.map(EventCategory.of(type)::equals).orElse(true))
            .toList();
    if (types.isEmpty()) {
      throw CommandFailure.usage(
          "no recorded event is "
              + (written.isEmpty() ? "" : String.join(" or ", written) + " and ")
              + "of the category "
              + category.map(EventCategory::id).orElse("")
              + "; leave one of them out, or name another");
    }
    return types;
  }

  /** The types and beginnings of types as they are written; refused where there is none. */
  static List<String> patterns(List<String> written) {
    return written.stream().peek(AuditTypes::named).map(String::strip).toList();
  }

  private static Predicate<String> named(String written) {
    EventSelector selector = selector(written.strip());
    if (!selector.namesRecorded()) {
      throw CommandFailure.usage(
          OPTION
              + "there is no event type "
              + written
              + NearestName.to(written, EventSelector.RECORDED)
                  .map(nearest -> "; did you mean " + nearest + "?")
                  .orElse("; agent-runtime audit list shows some"));
    }
    return selector::names;
  }

  private static EventSelector selector(String pattern) {
    try {
      return EventSelector.matching(pattern);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(OPTION + e.getMessage());
    }
  }
}
