package dev.agentruntime.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.metrics.Count;
import dev.agentruntime.application.metrics.Metric;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a store owes those who count its log. Each test uses owners of its own, so a store may be
 * shared.
 */
@Timeout(120)
public abstract class MetricsContract {

  private final Supplier<UUID> ids = new CountingIds();
  private Persistence persistence;

  /** The store to test. */
  protected abstract Persistence open() throws Exception;

  /** Ends the use of a store after a test. */
  protected void release(Persistence used) {
    used.close();
  }

  @BeforeEach
  final void openStore() throws Exception {
    persistence = open();
  }

  @AfterEach
  final void releaseStore() {
    release(persistence);
  }

  private Owner tellAll() {
    var owner = new Owner("owner-" + ids.get());
    for (UnaryOperator<Story> story : Stories.all().values()) {
      Story told = story.apply(Story.begin(persistence, ids, owner, Workshop.settings()));
      assertThat(told.log()).isNotEmpty();
    }
    return owner;
  }

  private void count(int part) {
    assertThat(new MetricsProjection(persistence, part).catchUp(Integer.MAX_VALUE)).isTrue();
  }

  /** How many there are of each; how long things took differs from time to time. */
  private Map<String, Long> counted(Owner owner) {
    return persistence.reads().metrics(owner).stream()
        .collect(
            Collectors.toMap(
                count ->
                    String.join(
                        " ", count.metric().id(), count.labels().label(), count.labels().detail()),
                Count::count));
  }

  @Test
  void whatever_happens_it_is_counted_the_same_in_small_parts_and_in_large_ones() {
    Owner one = tellAll();
    count(1);
    Owner two = tellAll();
    count(500);
    Owner three = tellAll();
    count(7);

    assertThat(counted(one)).isNotEmpty().isEqualTo(counted(two)).isEqualTo(counted(three));
    assertThat(persistence.reads().metrics(one).stream().map(Count::metric).distinct())
        .contains(
            Metric.AGENT_PROCESSING,
            Metric.AGENT_SWITCH,
            Metric.TOOL,
            Metric.APPROVAL,
            Metric.ERROR);
  }

  @Test
  void what_was_counted_is_not_counted_again() {
    Owner owner = tellAll();
    count(50);
    Map<String, Long> once = counted(owner);
    count(50);

    assertThat(counted(owner)).isEqualTo(once);
    assertThat(counted(new Owner("owner-" + ids.get()))).isEmpty();
  }

  @Test
  void several_who_count_at_once_count_each_event_once() throws Exception {
    Owner alone = tellAll();
    count(500);
    Owner together = tellAll();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = new ArrayList<Callable<Boolean>>();
      for (int i = 0; i < 4; i++) {
        tasks.add(() -> new MetricsProjection(persistence, 3).catchUp(Integer.MAX_VALUE));
      }
      List<Future<Boolean>> done = threads.invokeAll(tasks);
      for (Future<Boolean> each : done) {
        assertThat(each.get()).isTrue();
      }
    }

    assertThat(counted(together)).isEqualTo(counted(alone));
  }

  @Test
  void a_subscriber_moves_on_only_from_where_it_is() {
    String name = "subscriber-" + ids.get();
    String end = persistence.reads().ledgerEnd();

    assertThat(place(name)).isEmpty();
    assertThat(advance(name, Optional.of(end), "elsewhere")).isFalse();
    assertThat(advance(name, Optional.empty(), end)).isTrue();
    assertThat(advance(name, Optional.empty(), "elsewhere")).isFalse();
    assertThat(place(name)).contains(end);
    assertThat(advance(name, Optional.of(end), "further")).isTrue();
    assertThat(place(name)).contains("further");
  }

  private Optional<String> place(String name) {
    return persistence.reads().place(name);
  }

  private boolean advance(String name, Optional<String> from, String to) {
    return persistence.inTransaction(work -> work.subscribers().advance(name, from, to));
  }
}
