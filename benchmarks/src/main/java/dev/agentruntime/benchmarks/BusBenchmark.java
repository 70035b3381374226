package dev.agentruntime.benchmarks;

import com.google.common.eventbus.AllowConcurrentEvents;
import com.google.common.eventbus.AsyncEventBus;
import com.google.common.eventbus.Subscribe;
import dev.agentruntime.application.bus.EventBus;
import dev.agentruntime.application.bus.EventSubscriber;
import dev.agentruntime.application.bus.Notice;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.domain.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Deliveries of a bus with a hundred subscribers, one of which never comes back, beside those of
 * Guava's bus with a virtual thread for each delivery.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-Xmx6g")
public class BusBenchmark {

  private static final int WORKING = 99;
  private static final int EVENTS = 500;
  private static final Notice NOTICE =
      Notice.of(new UUID(0, 1), "app.tick", "benchmark", Instant.EPOCH, JsonObject.empty());

  private final CountDownLatch never = new CountDownLatch(1);
  private final List<Ear> ears = new ArrayList<>();
  private @Nullable EventFeed feed;
  private @Nullable EventBus ours;
  private @Nullable AsyncEventBus guava;
  private @Nullable ExecutorService threads;

  /** Counts what it hears, and says when it has heard all. */
  public static final class Ear {

    private final AtomicInteger heard = new AtomicInteger();
    private volatile CountDownLatch all = new CountDownLatch(0);

    void expect(CountDownLatch latch) {
      heard.set(0);
      all = latch;
    }

    /** Hears. */
    @Subscribe
    @AllowConcurrentEvents
    public void hear(Notice notice) {
      if (heard.incrementAndGet() == EVENTS) {
        all.countDown();
      }
    }
  }

  /** Never comes back. */
  public final class Stuck {

    /** Waits. */
    @Subscribe
    @AllowConcurrentEvents
    public void hear(Notice notice) throws InterruptedException {
      never.await();
    }
  }

  /** Subscribes everybody on both. */
  @Setup
  public void subscribe() {
    var store = new InMemoryPersistence();
    var opened = new EventFeed(store.reads());
    var bus = new EventBus(() -> opened.openWholeLedger(Optional.of(store.reads().ledgerEnd())));
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    var other = new AsyncEventBus(executor);
    for (int i = 0; i < WORKING; i++) {
      var ear = new Ear();
      ears.add(ear);
      bus.subscribe(EventSubscriber.ofAll("ear-" + i), event -> ear.hear(NOTICE));
      other.register(ear);
    }
    bus.subscribe(EventSubscriber.ofAll("stuck"), event -> never.await());
    other.register(new Stuck());
    feed = opened;
    ours = bus;
    guava = other;
    threads = executor;
  }

  private CountDownLatch expected() {
    var latch = new CountDownLatch(WORKING);
    ears.forEach(ear -> ear.expect(latch));
    return latch;
  }

  private static <T> T there(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("nobody subscribed yet");
    }
    return part;
  }

  /** This one. */
  @Benchmark
  @OperationsPerInvocation(WORKING * EVENTS)
  public void ours() throws InterruptedException {
    EventBus bus = there(ours);
    CountDownLatch latch = expected();
    for (int i = 0; i < EVENTS; i++) {
      var unused = bus.publish(NOTICE);
    }
    latch.await();
  }

  /** The other one. */
  @Benchmark
  @OperationsPerInvocation(WORKING * EVENTS)
  public void guava() throws InterruptedException {
    AsyncEventBus bus = there(guava);
    CountDownLatch latch = expected();
    for (int i = 0; i < EVENTS; i++) {
      bus.post(NOTICE);
    }
    latch.await();
  }

  /** Lets who is stuck go. */
  @TearDown
  public void close() {
    never.countDown();
    there(ours).close();
    there(feed).close();
    there(threads).close();
  }
}
