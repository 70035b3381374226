package dev.agentruntime.micrometer;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.bus.BusListener;
import dev.agentruntime.application.bus.EventBus;
import dev.agentruntime.application.bus.EventSubscriber;
import dev.agentruntime.application.bus.EventSubscriber.Delivery;
import dev.agentruntime.application.bus.EventSubscriber.Overflow;
import dev.agentruntime.application.bus.EventSubscription;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The meters of a process, for Prometheus. Safe for many threads; nobody who works waits for them.
 *
 * <p>Where a figure is from stands at the beginning of its name:
 *
 * <ul>
 *   <li>{@code agent_runtime_log_} is counted from the log, which tells each process what all of
 *       them recorded. Every instance on one store counts the same, from its own start on: take one
 *       instance, or the maximum over them; a sum counts everything once for each instance.
 *   <li>{@code agent_runtime_store_} is how the store stands, the same on every instance too.
 *   <li>Every other {@code agent_runtime_} is what this process itself does; instances add up.
 * </ul>
 *
 * <p>Labels are bounded, and hold no id, owner, path or text. Tools are the built-in nine, {@code
 * client} and {@code other}; types of approvals the runtime's three and {@code other}; models,
 * agents and subscribers the first {@value Labels#MOST} different names each, then {@code other};
 * outcomes and reasons are constants of the runtime. {@code unknown} is what began before this
 * process listened, or the model of a request that got no answer.
 *
 * <p>Counters start at 0 with the process and with {@link #attachTo}; what they counted before is
 * in the store of Prometheus.
 */
public final class PrometheusMeters implements RuntimeObserver, AutoCloseable {

  /** The name as a subscriber of the bus. */
  public static final String SUBSCRIBER = "prometheus";

  /** Events that a subscriber who only counts gets through in well under a second. */
  private static final int WAITING = 10_000;

  private final PrometheusMeterRegistry registry;
  private final Meters meters;
  private final Labels labels = Labels.none();
  private final Part jvm;
  private final RunMeters runs;
  private final TaskMeters tasks;
  private volatile Optional<Attached> attached = Optional.empty();
  private volatile Optional<StandingMeters> standing = Optional.empty();

  /** What is closed with these meters. */
  @FunctionalInterface
  interface Part extends AutoCloseable {
    @Override
    void close();
  }

  private record Attached(EventSubscription subscription, BusMeters bus) {}

  /** Meters that count nothing yet but what the virtual machine tells. */
  public PrometheusMeters() {
    this(Clock.SYSTEM);
  }

  PrometheusMeters(Clock clock) {
    this(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock));
  }

  private PrometheusMeters(PrometheusMeterRegistry registry) {
    this(registry, new JvmMeters(registry)::close);
  }

  /**
   * Meters beside those of the virtual machine.
   *
   * @param jvm those
   */
  PrometheusMeters(PrometheusMeterRegistry registry, Part jvm) {
    this.registry = registry;
    this.jvm = jvm;
    meters = new Meters(registry);
    runs = new RunMeters(meters, labels);
    tasks = new TaskMeters(meters);
  }

  /**
   * Counts what happens in a runtime from now on, under {@link #SUBSCRIBER}, until either of them
   * is closed. Where events come faster than they are counted, some are dropped, and {@code
   * agent_runtime_bus_subscriber_deliveries_total} says how many.
   *
   * @throws IllegalStateException if it counts for one already
   * @throws PersistenceException if the log cannot be read
   */
  public void attachTo(AgentRuntime runtime) {
    attachTo(runtime.bus(), query -> runtime.get(query).approval());
  }

  /** Counts what a bus tells; approvals that were asked for before are looked up. */
  synchronized void attachTo(EventBus bus, Function<GetApproval, Approval> approvals) {
    if (attached.isPresent()) {
      throw new IllegalStateException("these meters are attached already");
    }
    BusListener log = new LogMeters(meters, labels, query -> found(approvals, query));
    var subscriber =
        EventSubscriber.ofAll(SUBSCRIBER).delivered(new Delivery.Queued(WAITING, Overflow.DROP));
    EventSubscription subscription = bus.subscribe(subscriber, log);
    attached = Optional.of(new Attached(subscription, new BusMeters(registry, bus::statistics)));
  }

  /** The approval, unless its session is deleted or the store is away. */
  private static Optional<Approval> found(
      Function<GetApproval, Approval> approvals, GetApproval query) {
    try {
      return Optional.of(approvals.apply(query));
    } catch (RefusedException | PersistenceException e) {
      return Optional.empty();
    }
  }

  /**
   * Shows how a store stands.
   *
   * @param source is asked by scrapes, at most once in 5 seconds and on the thread of one of them;
   *     what it throws leaves the figures out until it is asked again
   * @throws IllegalStateException if one is shown already
   */
  public synchronized void show(Supplier<StoreStanding> source) {
    if (standing.isPresent()) {
      throw new IllegalStateException("these meters show a store already");
    }
    standing = Optional.of(new StandingMeters(meters, source));
  }

  /**
   * Where others can keep meters of theirs, such as a pool of connections. They bound their labels
   * themselves.
   */
  public MeterRegistry registry() {
    return registry;
  }

  /** All meters, in the format of Prometheus. */
  public Scrape scrape() {
    return scrape("");
  }

  /**
   * All meters.
   *
   * @param accept the value of the header of that name: OpenMetrics where it wants that at least as
   *     much as plain text, else the format of Prometheus; empty where there is none
   */
  public Scrape scrape(String accept) {
    attached.ifPresent(it -> it.bus().refresh());
    standing.ifPresent(StandingMeters::refresh);
    String contentType = TextFormat.wanted(accept).contentType();
    return new Scrape(contentType, registry.scrape(contentType));
  }

  @Override
  public AgentRun begins(AgentStart start) {
    return runs.begins(start);
  }

  @Override
  public void leaseLost(SessionId session) {
    runs.leaseLost(session);
  }

  @Override
  public void jobBegins(Job job) {
    tasks.begins(job);
  }

  @Override
  public void jobEnds(JobRun run) {
    tasks.ends(run);
  }

  /**
   * Counts nothing more. A second call does nothing. All is closed whatever fails: what is thrown
   * is the first failure, with the others suppressed.
   */
  @Override
  public void close() {
    Part all = registry::close;
    try (all;
        jvm) {
      attached.ifPresent(it -> it.subscription().close());
    }
  }
}
