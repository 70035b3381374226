package dev.agentruntime.domain.session;

import java.util.List;
import java.util.Random;

/** Chance that a seed repeats. */
final class Dice {

  private final Random random;

  Dice(long seed) {
    // Neighbouring seeds begin alike: the first number is thrown away.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    random.nextLong();
  }

  /** A number from the first to the last, both possible. */
  int between(int first, int last) {
    return first + random.nextInt(last - first + 1);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  @SafeVarargs
  final <T> T one(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
