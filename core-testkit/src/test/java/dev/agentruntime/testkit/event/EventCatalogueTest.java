package dev.agentruntime.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.application.bus.RuntimeNotice;
import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The page {@code docs/events.md} is what the types are. After a change of an event, run this test
 * with {@code -Dupdate.docs=true} to write it anew.
 */
class EventCatalogueTest {

  private static final Path FILE = Path.of("..", "docs", "events.md");
  private static final Map<String, List<JsonObject>> GOLDEN = EventCatalogue.golden();
  private static final Map<String, List<JsonObject>> SOME = EventCatalogue.arbitrary(0);
  private static final Map<String, List<JsonObject>> OTHERS = EventCatalogue.arbitrary(5_000);

  @Test
  void the_page_tells_every_type_as_it_is() throws IOException {
    String page = EventCatalogue.page();
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(FILE, page);
    }

    assertThat(Files.readString(FILE)).isEqualTo(page);
  }

  static List<String> types() {
    return EventTypes.TOLD;
  }

  @Test
  void every_type_has_golden_examples_and_arbitrary_ones() {
    assertThat(GOLDEN).containsOnlyKeys(EventTypes.TOLD);
    assertThat(SOME).containsOnlyKeys(EventTypes.TOLD);
    assertThat(OTHERS).containsOnlyKeys(EventTypes.TOLD);
  }

  /** What the page tells of a type is made of golden and of some arbitrary examples. */
  @ParameterizedTest
  @MethodSource("types")
  void no_event_is_otherwise_than_the_page_tells(String type) {
    Shape told = Shape.of(Stream.of(GOLDEN, SOME).flatMap(of -> of.get(type).stream()).toList());

    assertThat(OTHERS.get(type).stream().flatMap(data -> told.strangeIn(data).stream()).distinct())
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void every_member_is_in_a_golden_file(String type) {
    Shape golden = Shape.of(GOLDEN.get(type));

    assertThat(golden.paths()).containsAll(Shape.of(OTHERS.get(type)).paths());
  }

  static List<String> ofTheBusAlone() {
    return EventTypes.TOLD.stream().filter(type -> !EventTypes.ALL.contains(type)).toList();
  }

  @ParameterizedTest
  @MethodSource("ofTheBusAlone")
  void a_notice_is_as_it_was_from_the_beginning(String type) {
    List<String> told =
        NoticeExamples.all().stream()
            .filter(notice -> notice.type().equals(type))
            .map(RuntimeNotice::data)
            .map(JsonObject::canonical)
            .toList();

    assertThat(told)
        .isEqualTo(GoldenFiles.ofNotice(type, 1).stream().map(JsonObject::canonical).toList());
  }

  /** All types of the predecessor, those that it never told of too. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          agent.switched, agent.switched
          agent.processing.started, agent.processing.started
          agent.processing.completed, agent.processing.completed
          agent.error.occurred, agent.error.occurred
          session.created, session.created
          session.updated, session.updated
          session.deleted, session.deleted
          session.message.added, session.message.added
          tool.execution.requested, tool.execution.requested
          tool.execution.started, tool.execution.started
          tool.execution.completed, tool.execution.completed
          tool.execution.failed, tool.execution.failed
          tool.approval.required, approval.requested
          hitl.approval.requested, approval.requested
          hitl.decision.made, approval.approved approval.rejected
          hitl.timeout.occurred, approval.expired
          approval.requested, approval.requested
          approval.approved, approval.approved
          approval.rejected, approval.rejected
          system.startup, system.startup
          system.shutdown, system.shutdown
          system.background_task.started, system.background_task.started
          system.background_task.completed, system.background_task.completed
          metrics.collected, metrics.collected
          metrics.performance.measured, metrics.performance.measured
          llm.request.started, llm.request.started
          llm.request.completed, llm.request.completed
          llm.request.failed, llm.request.failed
          """)
  void every_type_of_the_predecessor_is_told(String its, String ours) {
    List<String> selected =
        EventTypes.TOLD.stream().filter(EventSelector.matching(its)::names).toList();

    assertThat(selected).containsExactly(ours.split(" "));
  }

  @Test
  void what_the_predecessors_domain_events_became_is_told() {
    assertThat(EventCatalogue.DOMAIN_EVENTS).hasSize(11);
    assertThat(EventCatalogue.DOMAIN_EVENTS.values())
        .allSatisfy(types -> assertThat(EventTypes.TOLD).containsAll(types));
  }
}
