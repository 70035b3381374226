package dev.agentruntime.application.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.event.EventTypes;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.query.Outline;
import dev.agentruntime.application.query.OutlineQuery;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void whatever_is_counted_is_among_the_types_that_the_store_is_asked_for() {
    try (var store = new InMemoryPersistence()) {
      var ids = new CountingIds();
      assertThat(Stories.all().values())
          .allSatisfy(
              story ->
                  assertThat(
                          story
                              .apply(Story.begin(store, ids, Owner.LOCAL, Workshop.settings()))
                              .log())
                      .isNotEmpty());

      assertThat(counts(store, Tally.TYPES))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(counts(store, List.of()));
    }
    assertThat(EventTypes.ALL).containsAll(Tally.TYPES);
  }

  private static Collection<Count> counts(InMemoryPersistence store, List<String> types) {
    var tally = new Tally(Map.of());
    Optional<String> place = Optional.empty();
    Outline part;
    do {
      part = store.reads().outline(new OutlineQuery(Optional.empty(), types, place, 50));
      part.entries().forEach(tally::take);
      place = Optional.of(part.until());
    } while (part.more());
    return tally.counts();
  }
}
