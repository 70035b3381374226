package dev.agentruntime.application.port;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Makes version 7 UUIDs (RFC 9562): they sort by the time they were made, and by order within a
 * process. Safe for many threads. The one source of chance there is, so it gives secrets too.
 */
public final class UuidV7 implements Supplier<UUID> {

  private static final int COUNTER_BITS = 12;

  private final LongSupplier clock;
  private final SecureRandom random = new SecureRandom();

  /** Milliseconds and a counter below them, so that ids of one millisecond still ascend. */
  private final AtomicLong last = new AtomicLong();

  /** Ids by the system's clock. */
  public UuidV7() {
    this(System::currentTimeMillis);
  }

  UuidV7(LongSupplier clock) {
    this.clock = clock;
  }

  /** Random bytes that nobody can guess. */
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Override
  public UUID get() {
    long now = clock.getAsLong() << COUNTER_BITS;
    long stamp = last.updateAndGet(previous -> Math.max(previous + 1, now));
    long millis = stamp >>> COUNTER_BITS;
    long counter = stamp & ((1 << COUNTER_BITS) - 1);
    long high = (millis << 16) | 0x7000 | counter;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
