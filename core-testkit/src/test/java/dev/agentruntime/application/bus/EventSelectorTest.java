package dev.agentruntime.application.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.bus.EventSubscriber.Delivery;
import dev.agentruntime.application.bus.EventSubscriber.Overflow;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.domain.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventSelectorTest {

  private static List<String> wanted(EventSelector selector) {
    return EventTypes.ALL.stream()
        .filter(type -> selector.wants(type, EventCategory.of(type)))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          turn.completed         | turn.completed
          llm.*                  | llm.request.completed llm.request.failed
          llm.request.*          | llm.request.completed llm.request.failed
          approval.v*            |
          hitl.decision.made     | approval.approved approval.rejected
          hitl.timeout.occurred  | approval.expired
          hitl.approval.requested| approval.requested
          tool.approval.required | approval.requested
          """)
  void a_pattern_selects_types(String pattern, String types) {
    if (types == null) {
      assertThatIllegalArgumentException().isThrownBy(() -> EventSelector.matching(pattern));
    } else {
      assertThat(wanted(EventSelector.matching(pattern))).containsExactly(types.split(" "));
    }
  }

  @Test
  void the_predecessors_approvals_are_all_of_todays() {
    assertThat(wanted(EventSelector.matching("hitl.*")))
        .isEqualTo(wanted(EventSelector.matching("approval.*")))
        .hasSize(6);
    assertThat(wanted(EventSelector.ALL)).isEqualTo(EventTypes.ALL);
  }

  @Test
  void what_is_offered_selects_recorded_events() {
    assertThat(EventSelector.RECORDED)
        .isSorted()
        .doesNotHaveDuplicates()
        .contains("*", "tool.*", "tool.call.*", "tool.call.denied", "hitl.*")
        .doesNotContain("llm.request.started", "system.*")
        .allMatch(pattern -> EventSelector.matching(pattern).namesRecorded());
    assertThat(EventSelector.matching("system.*").namesRecorded()).isFalse();
    assertThat(EventSelector.matching("mine.done").namesRecorded()).isFalse();
  }

  @Test
  void every_type_is_in_one_category() {
    assertThat(wanted(EventSelector.in(EventCategory.AGENT)))
        .containsExactly("agent.routed", "agent.switched");
    assertThat(wanted(EventSelector.in(EventCategory.METRICS)))
        .containsExactly("llm.request.completed", "llm.request.failed");
    assertThat(wanted(EventSelector.in(EventCategory.TOOL)))
        .contains("question.asked", "tool.execution.failed");
    assertThat(wanted(EventSelector.in(EventCategory.SESSION)))
        .contains("turn.completed", "message.discarded", "session.created");
    assertThat(wanted(EventSelector.in(EventCategory.SYSTEM))).isEmpty();
    assertThat(EventCategory.METRICS.id()).isEqualTo("metrics");
  }

  @Test
  void a_type_that_there_is_not_is_refused_with_the_nearest() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventSelector.matching("turn.complete"))
        .withMessage("there is no event type turn.complete; did you mean turn.completed?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EventSelector.matching("session.entirely.another"))
        .withMessage("there is no event type session.entirely.another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "app", "turn.", "Turn.completed", "a b", "*.*", "turn.*.x"})
  void what_is_no_type_is_refused(String pattern) {
    assertThatIllegalArgumentException().isThrownBy(() -> EventSelector.matching(pattern));
  }

  @ParameterizedTest
  @CsvSource({
    "agent.processing.started, AGENT",
    "agent.processing.completed, AGENT",
    "agent.processing.failed, AGENT",
    "agent.error.occurred, AGENT",
    "llm.request.started, METRICS",
    "metrics.performance.measured, METRICS",
    "metrics.collected, METRICS",
    "system.startup, SYSTEM",
    "system.shutdown, SYSTEM",
    "system.background_task.started, SYSTEM",
    "system.background_task.completed, SYSTEM",
    "system.background_task.failed, SYSTEM",
  })
  void what_is_told_on_the_bus_alone_is_selected_as_what_is_recorded(
      String type, EventCategory category) {
    assertThat(EventTypes.TOLD).contains(type).hasSize(EventTypes.ALL.size() + 12);
    assertThat(EventTypes.ALL).doesNotContain(type);
    assertThat(EventCategory.of(type)).isEqualTo(category);
    for (EventSelector selector :
        List.of(
            EventSelector.matching(type),
            EventSelector.matching(type.substring(0, type.lastIndexOf('.')) + ".*"),
            EventSelector.in(category),
            EventSelector.ALL)) {
      assertThat(selector.wants(type, category)).as(selector.toString()).isTrue();
    }
    assertThat(EventSelector.matching("agent.switched").wants(type, category)).isFalse();
  }

  @Test
  void types_of_embedders_are_taken_as_they_are() {
    EventSelector selector = EventSelector.matching("app.*", "other.thing");
    assertThat(selector.wants("app.index.built", EventCategory.SYSTEM)).isTrue();
    assertThat(selector.wants("other.thing", EventCategory.SYSTEM)).isTrue();
    assertThat(selector.wants("other.thing.more", EventCategory.SYSTEM)).isFalse();
    assertThat(selector).hasToString("app.* other.thing");
    assertThat(new EventSelector(List.of("app.*"), Optional.of(EventCategory.TOOL)))
        .hasToString("tool app.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app",
        "turn.completed",
        "system.startup",
        "hitl.x",
        "App.x",
        "app..x",
        "app.x."
      })
  void a_notice_is_none_of_the_runtimes_events(String type) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Notice.of(new UUID(0, 1), type, "test", Instant.EPOCH, JsonObject.empty()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1_000_001})
  void a_queue_has_its_bounds(int capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Delivery.Queued(capacity, Overflow.DROP));
  }

  @Test
  void something_has_to_be_wanted() {
    assertThatIllegalArgumentException().isThrownBy(EventSelector::matching);
  }

  @Test
  void a_subscriber_has_a_name() {
    assertThatIllegalArgumentException().isThrownBy(() -> EventSubscriber.ofAll(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> EventSubscriber.ofAll("x".repeat(101)));
  }
}
