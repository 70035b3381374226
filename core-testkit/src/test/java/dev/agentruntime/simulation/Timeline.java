package dev.agentruntime.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only from one thing to the next. What happens at the same moment happens in the
 * order it was put there, so nothing depends on the machine.
 */
final class Timeline {

  private final PriorityQueue<Entry> queue = new PriorityQueue<>();
  private final List<Entry> sleepers = new ArrayList<>();
  private final List<Entry> stalled = new ArrayList<>();
  private final List<Strand> strands = new ArrayList<>();
  private long now;
  private long order;
  private @Nullable Strand running;

  /** Something to do at a moment: let a strand go on, or act. */
  private static final class Entry implements Comparable<Entry> {
    private final long at;
    private final long order;
    private final @Nullable Strand strand;
    private final Runnable act;
    private boolean cancelled;

    Entry(long at, long order, @Nullable Strand strand, Runnable act) {
      this.at = at;
      this.order = order;
      this.strand = strand;
      this.act = act;
    }

    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(at, other.at);
      return byTime == 0 ? Long.compare(order, other.order) : byTime;
    }
  }

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  /** What runs now, for people. */
  String running() {
    return running == null ? "-" : running.name();
  }

  /** Has something happen. */
  void in(long nanos, Runnable act) {
    put(nanos, null, act);
  }

  /** Has a strand begin at once. */
  void begin(Strand strand) {
    strands.add(strand);
    put(0, strand, strand::resume);
  }

  private Entry put(long nanos, @Nullable Strand strand, Runnable act) {
    var entry = new Entry(now + nanos, order++, strand, act);
    queue.add(entry);
    return entry;
  }

  /** For the strand that runs: lets others run for so long. */
  void sleep(long nanos) {
    Strand me = require();
    put(nanos, me, me::resume);
    handOver(me);
  }

  /** The same; ends early if the strand is interrupted. */
  void sleepLightly(long nanos) throws InterruptedException {
    Strand me = require();
    if (!Thread.currentThread().isInterrupted()) {
      sleepers.add(put(nanos, me, me::resume));
      handOver(me);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static void handOver(Strand me) {
    me.handOver();
    if (me.isDead()) {
      throw new Crash();
    }
  }

  private Strand require() {
    if (running == null) {
      throw new IllegalStateException("only strands can sleep");
    }
    return running;
  }

  /** The next thing happens; false if there is none. */
  boolean step() {
    Entry next = queue.poll();
    while (next != null && (next.cancelled || isOver(next))) {
      next = queue.poll();
    }
    if (next == null) {
      return false;
    }
    now = Math.max(now, next.at);
    sleepers.remove(next);
    if (next.strand != null && next.strand.isStalled()) {
      stalled.add(next);
    } else {
      perform(next);
    }
    wakeInterrupted();
    return true;
  }

  private static boolean isOver(Entry entry) {
    return entry.strand != null && entry.strand.isOver();
  }

  /** Who stood still goes on. */
  void goOn() {
    for (Entry entry : List.copyOf(stalled)) {
      if (entry.strand != null && !entry.strand.isStalled()) {
        stalled.remove(entry);
        put(0, entry.strand, entry.act);
      }
    }
  }

  private void perform(Entry next) {
    running = next.strand;
    next.act.run();
    running = null;
    if (next.strand != null && next.strand.isOver()) {
      strands.remove(next.strand);
    }
  }

  /** Whoever is interrupted takes a moment to notice. */
  private void wakeInterrupted() {
    for (int i = sleepers.size() - 1; i >= 0; i--) {
      Entry sleeper = sleepers.get(i);
      Strand strand = sleeper.strand;
      if (strand != null && strand.isInterrupted()) {
        sleeper.cancelled = true;
        sleepers.remove(i);
        put(1_000_000, strand, strand::resume);
      }
    }
  }

  /** Everybody who sleeps lightly wakes up within so long. */
  void hurry(long nanos) {
    for (Entry sleeper : List.copyOf(sleepers)) {
      if (sleeper.strand != null && sleeper.at > now + nanos) {
        sleeper.cancelled = true;
        sleepers.remove(sleeper);
        sleepers.add(put(nanos, sleeper.strand, sleeper.act));
      }
    }
  }

  /** Unwinds the strands of processes that died; must not be called by one. */
  void bury() {
    for (Strand strand : List.copyOf(strands)) {
      if (strand.isDead()) {
        bury(strand);
      }
    }
  }

  private void bury(Strand strand) {
    running = strand;
    while (!strand.isOver()) {
      strand.resume();
    }
    running = null;
    strands.remove(strand);
    sleepers.removeIf(sleeper -> strand.equals(sleeper.strand));
    stalled.removeIf(entry -> strand.equals(entry.strand));
  }
}
