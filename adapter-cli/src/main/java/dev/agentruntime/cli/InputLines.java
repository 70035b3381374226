package dev.agentruntime.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The lines of an input, read by a thread of its own: a read that blocks cannot be given up,
 * waiting for a line can. It reads only when a line is wanted, so that in between an editor has the
 * terminal for itself. Used by one thread at a time.
 */
final class InputLines {

  private final InputStream in;
  private final Semaphore wanted = new Semaphore(0);
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private boolean started;
  private boolean reading;
  private boolean ended;

  InputLines(InputStream in) {
    this.in = in;
  }

  /** The next line, or nothing at the end of the input. */
  Optional<String> next(Deadline deadline) throws InterruptedException, Deadline.TimedOutException {
    if (ended) {
      return Optional.empty();
    }
    read();
    Optional<String> line = lines.poll(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw deadline.passed();
    }
    reading = false;
    ended = line.isEmpty();
    return line;
  }

  private void read() {
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name("input").start(this::readOnDemand);
    }
    if (!reading) {
      reading = true;
      wanted.release();
    }
  }

  private void readOnDemand() {
    var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    try {
      boolean more = true;
      while (more) {
        wanted.acquire();
        Optional<String> line = line(reader);
        more = line.isPresent();
        lines.put(line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A broken input has ended. */
  private static Optional<String> line(BufferedReader reader) {
    try {
      return Optional.ofNullable(reader.readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
