package dev.agentruntime.micrometer;

import dev.agentruntime.application.bus.BusStatistics;
import dev.agentruntime.application.bus.BusStatistics.Subscriber;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What the bus of this process does, as it was at the last {@link #refresh}. Of subscribers the
 * first {@value Labels#MOST} different names are told apart; what waits for all others is under
 * {@value BoundedNames#OTHER}, and what became of their events in the totals alone.
 */
final class BusMeters {

  private static final String DELIVERIES = "agent.runtime.bus.deliveries";
  private static final String OF_SUBSCRIBER = "agent.runtime.bus.subscriber.deliveries";

  private final MeterRegistry registry;
  private final Supplier<BusStatistics> source;
  private final BoundedNames names = new BoundedNames(Labels.MOST);
  private final Set<String> shown = new HashSet<>();
  private volatile BusStatistics now;

  BusMeters(MeterRegistry registry, Supplier<BusStatistics> source) {
    this.registry = registry;
    this.source = source;
    this.now = source.get();
    count("agent.runtime.bus.events", "Events that came to the bus", s -> s.events().published());
    count(
        "agent.runtime.bus.held",
        "Events that middleware kept from subscribers",
        s -> s.events().held());
    count(
        "agent.runtime.bus.failed.reads",
        "Times that the bus could not read the log",
        BusStatistics::failedReads);
    delivered("delivered", s -> s.totals().delivered());
    delivered("failed", s -> s.totals().failed());
    delivered("dropped", s -> s.totals().dropped());
  }

  private void count(String name, String help, ToDoubleFunction<BusStatistics> figure) {
    FunctionCounter.builder(name, this, bus -> figure.applyAsDouble(bus.now))
        .description(help)
        .register(registry);
  }

  private void delivered(String outcome, ToDoubleFunction<BusStatistics> figure) {
    FunctionCounter.builder(DELIVERIES, this, bus -> figure.applyAsDouble(bus.now))
        .description("Events by what became of them, counted for each subscriber there ever was")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Looks anew. Subscribers that came since are shown from now on. */
  synchronized void refresh() {
    now = source.get();
    now.subscribers().stream()
        .map(subscriber -> names.labelOf(subscriber.name()))
        .filter(shown::add)
        .forEach(this::show);
  }

  private void show(String label) {
    gauge(
        label, "agent.runtime.bus.waiting", "Events that wait for a subscriber", s -> s.waiting());
    gauge(
        label,
        "agent.runtime.bus.detached",
        "Subscribers that get nothing more because they were too slow",
        s -> s.detached() ? 1 : 0);
    if (!label.equals(BoundedNames.OTHER)) {
      subscriber(label, "delivered", Subscriber::delivered);
      subscriber(label, "failed", Subscriber::failed);
      subscriber(label, "dropped", Subscriber::dropped);
    }
  }

  private void gauge(String label, String name, String help, ToLongFunction<Subscriber> figure) {
    Gauge.builder(name, this, bus -> bus.sum(label, figure))
        .description(help)
        .tag("subscriber", label)
        .register(registry);
  }

  private void subscriber(String label, String outcome, ToLongFunction<Subscriber> figure) {
    FunctionCounter.builder(OF_SUBSCRIBER, this, bus -> bus.sum(label, figure))
        .description("Events by what became of them at a subscriber that is there")
        .tags("subscriber", label, "outcome", outcome)
        .register(registry);
  }

  private long sum(String label, ToLongFunction<Subscriber> figure) {
    return now.subscribers().stream()
        .filter(subscriber -> names.labelOf(subscriber.name()).equals(label))
        .mapToLong(figure)
        .sum();
  }
}
