package dev.agentruntime.jdbi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** How far tests have moved a store's clock. */
final class ShiftedClock implements Supplier<Duration> {

  private final AtomicReference<Duration> shift = new AtomicReference<>(Duration.ZERO);

  void advance(Duration time) {
    shift.updateAndGet(before -> before.plus(time));
  }

  @Override
  public Duration get() {
    return shift.get();
  }
}
