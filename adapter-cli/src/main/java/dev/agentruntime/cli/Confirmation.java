package dev.agentruntime.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Asks the person who started a command whether it is to go on. */
final class Confirmation {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Confirmation() {}

  /** Whether they say yes; whatever else they do is a no. */
  static boolean given(Surroundings around, String question) {
    around.err().print(question + " [y/N] > ");
    around.err().flush();
    return answer(around).map(Set.of("y", "yes")::contains).orElse(false);
  }

  private static Optional<String> answer(Surroundings around) {
    try {
      return new InputLines(around.in())
          .next(new Deadline(Optional.of(PATIENCE)))
          .map(typed -> typed.strip().toLowerCase(Locale.ROOT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (Deadline.TimedOutException e) {
      return Optional.empty();
    }
  }
}
