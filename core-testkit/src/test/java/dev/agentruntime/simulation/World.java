package dev.agentruntime.simulation;

import dev.agentruntime.application.memory.InMemoryPersistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What the parts of one simulation share. Used by one thread at a time. */
final class World {

  private final Timeline time = new Timeline();
  private final Dice dice;
  private final Fault.Swarm faults;
  private final StoreClock clock = new StoreClock(time);
  private final Supplier<UUID> ids = new Ids();
  private final InMemoryPersistence store = new InMemoryPersistence(clock, ids);
  private final Sometimes.Counters counters;
  private final Trace trace;
  private final Auditor auditor = new Auditor(this);
  private final Folders folders = new Folders(this);
  private final Policies policies = new Policies(this);
  private final List<Instance> instances = new ArrayList<>();
  private Optional<Violation> violation = Optional.empty();
  private long steps;

  World(long seed, Sometimes.Counters counters, Trace trace) {
    this.dice = new Dice(seed);
    this.faults = new Fault.Swarm(dice);
    this.counters = counters;
    this.trace = trace;
  }

  /** Ids that ascend, in the form of the runtime's. */
  private static final class Ids implements Supplier<UUID> {
    private long last;

    @Override
    public UUID get() {
      last++;
      return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + last);
    }
  }

  Timeline time() {
    return time;
  }

  Dice dice() {
    return dice;
  }

  Fault.Swarm faults() {
    return faults;
  }

  StoreClock clock() {
    return clock;
  }

  Supplier<UUID> ids() {
    return ids;
  }

  /** The store itself, with nothing that could go wrong before it. */
  InMemoryPersistence store() {
    return store;
  }

  Auditor auditor() {
    return auditor;
  }

  Folders folders() {
    return folders;
  }

  Policies policies() {
    return policies;
  }

  List<Instance> instances() {
    return instances;
  }

  long steps() {
    return steps;
  }

  /** It happened. */
  void reached(Sometimes what) {
    counters.reached(what);
    note(() -> "  sometimes " + what);
  }

  /** Something goes wrong, or does not. */
  boolean strikes(Fault fault) {
    boolean strikes = faults.strikes(fault);
    if (strikes) {
      note(() -> "  fault " + fault);
    }
    return strikes;
  }

  /** One more line for whoever reads what happened. */
  void note(Supplier<String> what) {
    trace.add(
        () -> "%6d %12.6f %-24s %s".formatted(steps, time.now() / 1e9, time.running(), what.get()));
  }

  /** Something that must always hold does not. The first time counts. */
  Violation violated(String what) {
    return violated(new Violation(what));
  }

  Violation violated(Violation found) {
    if (violation.isEmpty()) {
      violation = Optional.of(found);
      note(() -> "  VIOLATION " + found.getMessage());
    }
    return violation.get();
  }

  /** The next thing happens; false if there is none. */
  boolean step() {
    steps++;
    boolean more = time.step();
    time.bury();
    for (Instance instance : instances) {
      instance.readers().read();
    }
    violation.ifPresent(
        found -> {
          throw found;
        });
    return more;
  }

  /** One of the processes that live. */
  Optional<Instance> anybody() {
    List<Instance> alive = instances.stream().filter(instance -> !instance.isDead()).toList();
    return alive.isEmpty() ? Optional.empty() : Optional.of(dice.pick(alive));
  }
}
