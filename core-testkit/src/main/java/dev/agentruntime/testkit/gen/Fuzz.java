package dev.agentruntime.testkit.gen;

import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Tries a property with many seeds: always the same ones in an ordinary run of the tests, ever new
 * ones for as long as {@code -Dfuzz.minutes=N} asks for. A failure names its seed.
 */
public final class Fuzz {

  private static final String MINUTES = "fuzz.minutes";

  private Fuzz() {}

  /**
   * Tries it.
   *
   * @param rounds how many seeds an ordinary run tries, from 0 on
   * @param property takes a seed; throws where it does not hold
   */
  public static void run(int rounds, LongConsumer property) {
    Integer minutes = Integer.getInteger(MINUTES);
    if (minutes == null) {
      for (long seed = 0; seed < rounds; seed++) {
        tryWith(seed, property);
      }
    } else {
      long began = System.nanoTime();
      long length = Duration.ofMinutes(minutes).toNanos();
      long seed = System.currentTimeMillis() << 20;
      long tried = 0;
      for (; System.nanoTime() - began < length; tried++) {
        tryWith(seed + tried, property);
      }
      System.out.println("fuzz: " + tried + " seeds from " + seed + " on, none failed");
    }
  }

  private static void tryWith(long seed, LongConsumer property) {
    try {
      property.accept(seed);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
