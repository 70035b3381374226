package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.bus.BusStatistics;
import dev.agentruntime.application.bus.BusStatistics.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BusMetersTest {

  private static final String WAITING = "agent_runtime_bus_waiting";
  private static final String DETACHED = "agent_runtime_bus_detached";
  private static final String OF_SUBSCRIBER = "agent_runtime_bus_subscriber_deliveries_total";
  private static final String DELIVERIES = "agent_runtime_bus_deliveries_total";

  private final FakeLog log = new FakeLog();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final BusMeters meters = new BusMeters(log.registry(), this::statistics);

  private BusStatistics statistics() {
    return new BusStatistics(
        new BusStatistics.Counts(100, 4, 1, Optional.empty()),
        new BusStatistics.Totals(90, 3, 7),
        2,
        subscribers);
  }

  private Scraped scraped() {
    meters.refresh();
    return log.scraped();
  }

  private static Subscriber subscriber(String name) {
    return new Subscriber(name, 10, 1, 2, 5, false);
  }

  @Test
  void the_bus_is_told_as_a_whole() {
    assertThat(scraped().value("agent_runtime_bus_events_total")).isEqualTo(100);
    assertThat(scraped().value("agent_runtime_bus_held_total")).isEqualTo(4);
    assertThat(scraped().value("agent_runtime_bus_failed_reads_total")).isEqualTo(2);
    assertThat(scraped().value(DELIVERIES, "outcome", "delivered")).isEqualTo(90);
    assertThat(scraped().value(DELIVERIES, "outcome", "failed")).isEqualTo(3);
    assertThat(scraped().value(DELIVERIES, "outcome", "dropped")).isEqualTo(7);
  }

  @Test
  void a_subscriber_is_told_from_when_it_is_there() {
    assertThat(scraped().sampleNames()).doesNotContain(WAITING);
    subscribers.add(subscriber("audit"));

    Scraped scraped = scraped();
    assertThat(scraped.value(WAITING, "subscriber", "audit")).isEqualTo(5);
    assertThat(scraped.value(DETACHED, "subscriber", "audit")).isZero();
    assertThat(scraped.value(OF_SUBSCRIBER, "subscriber", "audit", "outcome", "delivered"))
        .isEqualTo(10);
    assertThat(scraped.value(OF_SUBSCRIBER, "subscriber", "audit", "outcome", "failed"))
        .isEqualTo(1);
    assertThat(scraped.value(OF_SUBSCRIBER, "subscriber", "audit", "outcome", "dropped"))
        .isEqualTo(2);
  }

  @Test
  void a_subscriber_that_is_too_slow_is_seen() {
    subscribers.add(new Subscriber("slow", 0, 0, 9, 0, true));

    assertThat(scraped().value(DETACHED, "subscriber", "slow")).isEqualTo(1);
  }

  @Test
  void a_subscriber_that_leaves_has_nothing_waiting() {
    subscribers.add(subscriber("audit"));
    meters.refresh();
    subscribers.clear();

    assertThat(scraped().value(WAITING, "subscriber", "audit")).isZero();
  }

  @Test
  void ten_thousand_subscribers_make_no_more_figures_than_twenty() {
    IntStream.range(0, 10_000).forEach(i -> subscribers.add(subscriber("ear-" + i)));

    Scraped scraped = scraped();
    assertThat(scraped.values(WAITING, "subscriber")).hasSize(Labels.MOST + 1);
    assertThat(scraped.value(WAITING, "subscriber", "other"))
        .isEqualTo(5.0 * (10_000 - Labels.MOST));
    assertThat(scraped.values(OF_SUBSCRIBER, "subscriber"))
        .hasSize(Labels.MOST)
        .doesNotContain("other");
  }

  @Test
  void a_subscriber_named_for_a_session_or_with_quotes_is_one_of_the_others() {
    subscribers.add(subscriber("stream-" + FakeLog.SESSION));
    subscribers.add(subscriber("a \"quoted\"\nname"));

    Scraped scraped = scraped();
    assertThat(scraped.values(WAITING, "subscriber")).containsExactly("other");
    assertThat(scraped.value(WAITING, "subscriber", "other")).isEqualTo(10);
  }
}
