package dev.agentruntime.application.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** When a message that was not taken is sent again. */
final class Retries {

  /** As the Standard Webhooks specification proposes: ten attempts within three days. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(5),
          Duration.ofHours(10),
          Duration.ofHours(14),
          Duration.ofHours(20),
          Duration.ofHours(24));

  /** Attempts in all. */
  static final int MOST = PAUSES.size() + 1;

  private static final Duration LONGEST = Duration.ofHours(24);

  /** A pause is up to a tenth longer, so that what failed together is not sent together. */
  private static final int SPREAD = 10;

  private Retries() {}

  /**
   * How long to wait; empty if it is given up.
   *
   * @param attempts that were made
   * @param asked by the receiver
   * @param message its id decides how much is added
   */
  static Optional<Duration> pause(int attempts, Optional<Duration> asked, UUID message) {
    if (attempts > PAUSES.size()) {
      return Optional.empty();
    }
    Duration pause = PAUSES.get(attempts - 1);
    Duration longer =
        asked
            .map(time -> time.compareTo(LONGEST) > 0 ? LONGEST : time)
            .filter(time -> time.compareTo(pause) > 0)
            .orElse(pause);
    long part = Math.floorMod(message.getLeastSignificantBits(), 1000);
    return Optional.of(longer.plusMillis(longer.toMillis() / SPREAD * part / 1000));
  }
}
