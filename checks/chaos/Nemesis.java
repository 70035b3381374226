import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Does harm to one instance after the other, or to two at once; one of the three is always let
 * alone.
 */
final class Nemesis implements Runnable {

  private final World world;
  private final List<Instance> instances;
  private final Findings findings;
  private final Random random;
  private final Instant end;
  private final Deque<String> deck = new ArrayDeque<>();
  private final Set<Instance> harmed = new HashSet<>();
  private final List<Thread> hands = new ArrayList<>();
  private final Queue<Hit> hits = new ConcurrentLinkedQueue<>();

  /**
   * A session that was running where a fault came.
   *
   * @param position how far its log was
   * @param at when, on the database's clock
   */
  record Hit(String kind, String session, long position, long at) {}

  Nemesis(World world, List<Instance> instances, Findings findings, Instant end) {
    this.world = world;
    this.instances = instances;
    this.findings = findings;
    this.random = new Random(world.seed());
    this.end = end;
  }

  Queue<Hit> hits() {
    return hits;
  }

  @Override
  public void run() {
    World.pause(Duration.ofSeconds(3));
    while (Instant.now().isBefore(end)) {
      victim().ifPresent(this::harm);
      World.pause(Duration.ofMillis(2000 + random.nextInt(5000)));
    }
    hands.forEach(Nemesis::join);
  }

  private static void join(Thread hand) {
    try {
      hand.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Optional<Instance> victim() {
    List<Instance> sound = new ArrayList<>(instances);
    sound.removeAll(harmed);
    if (sound.size() < 2) {
      return Optional.empty();
    }
    Instance victim = sound.get(random.nextInt(sound.size()));
    harmed.add(victim);
    return Optional.of(victim);
  }

  private synchronized void leave(Instance instance) {
    harmed.remove(instance);
  }

  private void harm(Instance victim) {
    String kind = kind();
    Duration time = time(kind);
    hands.add(
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    harm(victim, kind, time);
                  } catch (RuntimeException e) {
                    findings.violation("after " + kind + ": " + e.getMessage());
                  } finally {
                    leave(victim);
                  }
                }));
  }

  /** All kinds equally often, in any order. */
  private String kind() {
    if (deck.isEmpty()) {
      List<String> kinds = new ArrayList<>(world.kinds());
      Collections.shuffle(kinds, random);
      deck.addAll(kinds);
    }
    return deck.pop();
  }

  private Duration time(String kind) {
    long millis =
        switch (kind) {
          case "kill" -> 500 + random.nextInt(8_000);
          case "stop" -> World.LEASE.toMillis() + 2_000 + random.nextInt(12_000);
          case "link" -> 5_000 + random.nextInt(35_000);
          default -> 1_000;
        };
    return Duration.ofMillis(millis);
  }

  private void harm(Instance victim, String kind, Duration time) {
    await(victim);
    log(kind + " " + victim.name() + " for " + time.toMillis() + " ms");
    switch (kind) {
      case "kill" -> {
        victim.kill();
        note(kind, victim);
        World.pause(time);
        victim.start();
      }
      case "stop" -> {
        victim.signal("STOP");
        note(kind, victim);
        World.pause(time);
        victim.signal("CONT");
      }
      case "link" -> {
        victim.link("down");
        note(kind, victim);
        World.pause(time);
        victim.link("up");
      }
      case "backends" -> {
        note(kind, victim);
        findings.require(victim.terminateBackends() > 0, victim.name() + " had no connection");
        World.pause(time);
      }
      default -> throw new IllegalArgumentException("no such fault: " + kind);
    }
    log(victim.name() + " is left alone again after " + kind);
  }

  /** Strikes when that hurts; but not for ever. */
  private void await(Instance victim) {
    for (int i = 0; i < 20 && victim.running().isEmpty(); i++) {
      World.pause(Duration.ofMillis(250));
    }
  }

  private void note(String kind, Instance victim) {
    findings.count("faults " + kind);
    List<Instance.Running> running = victim.running();
    running.forEach(r -> hits.add(new Hit(kind, r.session(), r.position(), r.at())));
    if (!running.isEmpty()) {
      findings.count("faults " + kind + " that hit");
    }
    log(kind + " hit " + running.size() + " sessions of " + victim.name());
  }

  private static void log(String what) {
    System.out.println(Instant.now() + " " + what);
  }
}
