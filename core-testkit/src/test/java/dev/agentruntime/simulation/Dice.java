package dev.agentruntime.simulation;

import dev.agentruntime.testkit.gen.Gen;
import java.util.List;

/** All chance of a simulation, from one seed. */
final class Dice {

  private final Gen gen;

  Dice(long seed) {
    // Seeds that follow each other are no neighbours.
    this.gen = new Gen(seed * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
  }

  /** From 0 to below the bound. */
  int below(int bound) {
    return gen.below(bound);
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return gen.below(times) == 0;
  }

  /** One of these. */
  <T> T pick(List<T> from) {
    return gen.pick(from);
  }

  /** Nanoseconds from the least to below the most, both in milliseconds. */
  long millis(int least, int most) {
    return least * 1_000_000L + gen.below((most - least) * 1_000) * 1_000L;
  }

  /** Mostly short, now and then as long as these milliseconds. */
  long mostlyShort(int typical, int longest) {
    return oneIn(25) ? millis(typical, longest) : millis(0, typical);
  }
}
