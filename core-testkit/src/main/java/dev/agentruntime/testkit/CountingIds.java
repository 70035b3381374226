package dev.agentruntime.testkit;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Ids shaped like version 7 UUIDs that ascend and never repeat in one process. */
public final class CountingIds implements Supplier<UUID> {

  private static final AtomicLong LAST = new AtomicLong();

  @Override
  public UUID get() {
    return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + LAST.incrementAndGet());
  }
}
