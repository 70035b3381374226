package dev.agentruntime.cli;

import java.util.Optional;

/** Where a person's lines come from. Used by one thread at a time. */
interface Keyboard {

  /**
   * Asks for a line.
   *
   * @return nothing at the end of the input
   * @throws InterruptedException if Ctrl-C came in between
   */
  Optional<String> line(Styled prompt, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException;

  /**
   * Asks for a message of one line or several: a line that ends in a backslash goes on. What can be
   * edited can be recalled later. A Ctrl-C from before does not count.
   *
   * @return nothing at the end of the input
   * @throws InterruptedException if Ctrl-C came in between
   */
  Optional<String> message(Styled prompt) throws InterruptedException;
}
