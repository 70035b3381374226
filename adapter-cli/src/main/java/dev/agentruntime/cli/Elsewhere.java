package dev.agentruntime.cli;

import dev.agentruntime.cli.RunResult.Ending;
import dev.agentruntime.cli.RunResult.Status;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits while another process holds a session. One that died lets go when its lease has run out;
 * one that works makes progress, or keeps the session for itself.
 */
final class Elsewhere {

  /** Somewhat longer than a lease lives. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Deadline deadline;
  private long position = -1;
  private Deadline patience = new Deadline(Optional.of(PATIENCE));

  Elsewhere(Deadline deadline) {
    this.deadline = deadline;
  }

  /**
   * Waits a moment.
   *
   * @param seen the session's last position; patience starts anew when it moves
   * @return an ending when patience is at its end
   */
  Optional<Ending> await(long seen) throws InterruptedException, Deadline.TimedOutException {
    if (seen != position) {
      position = seen;
      patience = new Deadline(Optional.of(PATIENCE));
    }
    if (deadline.left().isZero()) {
      throw deadline.passed();
    }
    if (patience.left().isZero()) {
      return Optional.of(
          Ending.of(
              Status.FAILED, ExitCode.FAILED, "another process runs this session; let it finish"));
    }
    Thread.sleep(PAUSE);
    return Optional.empty();
  }
}
