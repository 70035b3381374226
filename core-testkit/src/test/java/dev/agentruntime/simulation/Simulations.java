package dev.agentruntime.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Many seeds, several side by side. */
final class Simulations {

  private static final int SHOWN = 60;

  private final Sometimes.Counters counters = new Sometimes.Counters();
  private final AtomicLong next;
  private final AtomicReference<Optional<AssertionError>> failure =
      new AtomicReference<>(Optional.empty());
  private final AtomicReference<Simulation.Result> total =
      new AtomicReference<>(Simulation.Result.NOTHING);
  private final long first;

  /**
   * Seeds from this one on.
   *
   * @param first the first seed
   */
  Simulations(long first) {
    this.first = first;
    this.next = new AtomicLong(first);
  }

  /** When there are enough. */
  interface Enough {

    /** Whether another seed is not needed. */
    boolean is(long seed, Simulation.Result sofar);
  }

  /** Until so many turns came to their end. */
  static Enough turns(long most) {
    return (seed, sofar) -> sofar.turns() >= most;
  }

  /** Up to this seed, which are the same ones on every machine. */
  static Enough seedsUpTo(long last) {
    return (seed, sofar) -> seed > last;
  }

  /**
   * Runs seeds until there are enough.
   *
   * @throws AssertionError with seed and trace, if something did not hold
   */
  Simulation.Result run(Enough enough, int together) {
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < together; i++) {
      threads.add(Thread.ofVirtual().start(() -> runUntil(enough)));
    }
    threads.forEach(Simulations::join);
    failure
        .get()
        .ifPresent(
            found -> {
              throw found;
            });
    return total.get();
  }

  private void runUntil(Enough enough) {
    long seed = next.getAndIncrement();
    while (!enough.is(seed, total.get()) && failure.get().isEmpty()) {
      try {
        Simulation.Result result = new Simulation(seed, counters, new Trace(false)).run();
        total.accumulateAndGet(result, Simulation.Result::plus);
      } catch (RuntimeException | AssertionError e) {
        failure.compareAndSet(
            Optional.empty(), Optional.of(explained(seed, e, total.get().turns())));
      }
      seed = next.getAndIncrement();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError("the simulations were interrupted", e);
    }
  }

  /** Runs them, and tells what they came to. */
  String report(Enough enough, int together) {
    long began = System.nanoTime();
    Simulation.Result result = run(enough, together);
    double seconds = (System.nanoTime() - began) / 1e9;
    var report = new StringBuilder();
    report.append(
        String.format(
            Locale.ROOT,
            "simulation: %d turns of %d seeds in %.1f s, %.0f turns/s, no violation%n"
                + "%d turns completed, %d effects of tools, %d events, %d steps%n",
            result.turns(),
            seeds(),
            seconds,
            result.turns() / seconds,
            result.completed(),
            result.effects(),
            result.events(),
            result.steps()));
    for (Sometimes what : Sometimes.values()) {
      report.append(String.format(Locale.ROOT, "%10d %s%n", counters.of(what), what.meaning()));
    }
    return report.toString();
  }

  /** How many seeds were begun. */
  long seeds() {
    return next.get() - first;
  }

  Sometimes.Counters counters() {
    return counters;
  }

  /** What never happened. */
  List<Sometimes> never() {
    return List.of(Sometimes.values()).stream().filter(what -> counters.of(what) == 0).toList();
  }

  /** One seed alone, with its whole trace. */
  static Trace traced(long seed) {
    var trace = new Trace(true);
    onItsOwnThread(() -> new Simulation(seed, new Sometimes.Counters(), trace).run());
    return trace;
  }

  /** One seed alone. */
  static void run(long seed) {
    Throwable failed =
        onItsOwnThread(
            () -> new Simulation(seed, new Sometimes.Counters(), new Trace(false)).run());
    if (failed != null) {
      throw explained(seed, failed, 0);
    }
  }

  private static @Nullable Throwable onItsOwnThread(Runnable work) {
    var failed = new AtomicReference<@Nullable Throwable>();
    join(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (RuntimeException | AssertionError e) {
                    failed.set(e);
                  }
                }));
    return failed.get();
  }

  private static AssertionError explained(long seed, Throwable failed, long before) {
    return new AssertionError(
        """
        seed %d: %s (behind %d turns of other seeds)
        %s
        run it alone: checks/simulation/by-hand --seed %d\
        """
            .formatted(
                seed,
                failed.getMessage(),
                before,
                String.join("\n", traced(seed).last(SHOWN)),
                seed),
        failed);
  }
}
