package dev.agentruntime.application.bus;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of events, of one subscriber and of all together. */
record Tally(Optional<Tally> all, LongAdder delivered, LongAdder failed, LongAdder dropped) {

  /** Of all subscribers there ever were. */
  static Tally ofAll() {
    return new Tally(Optional.empty(), new LongAdder(), new LongAdder(), new LongAdder());
  }

  /** Of one of them. */
  Tally ofOne() {
    return new Tally(Optional.of(this), new LongAdder(), new LongAdder(), new LongAdder());
  }

  void deliver() {
    delivered.increment();
    all.ifPresent(Tally::deliver);
  }

  void fail() {
    failed.increment();
    all.ifPresent(Tally::fail);
  }

  void drop(int count) {
    dropped.add(count);
    all.ifPresent(tally -> tally.drop(count));
  }
}
