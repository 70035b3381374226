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
  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private boolean started;
  private boolean reading;
  private boolean ended;

  private sealed interface Item {
    record Line(String text) implements Item {}

    record End() implements Item {}

    record Interrupt() implements Item {}
  }

  InputLines(InputStream in) {
    this.in = in;
  }

  /**
   * The next line, or nothing at the end of the input.
   *
   * @throws InterruptedException also if {@link #interrupt} was called
   */
  Optional<String> next(Deadline deadline) throws InterruptedException, Deadline.TimedOutException {
    if (ended) {
      return Optional.empty();
    }
    read();
    Item item = items.poll(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
    return switch (item) {
      case null -> throw deadline.passed();
      case Item.Interrupt interrupt ->
          throw new InterruptedException("waiting for a line was interrupted");
      case Item.Line line -> {
        reading = false;
        yield Optional.of(line.text());
      }
      case Item.End end -> {
        ended = true;
        yield Optional.empty();
      }
    };
  }

  /** Ends the waiting for a line, or the next one; the line is there for who asks afterwards. */
  void interrupt() {
    items.add(new Item.Interrupt());
  }

  /** Nobody asks any more for what {@link #interrupt} was to end. */
  void forgetInterrupts() {
    items.removeIf(Item.Interrupt.class::isInstance);
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
      Item item;
      do {
        wanted.acquire();
        item = item(reader);
        items.put(item);
      } while (item instanceof Item.Line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A broken input has ended. */
  private static Item item(BufferedReader reader) {
    try {
      String line = reader.readLine();
      return line == null ? new Item.End() : new Item.Line(line);
    } catch (IOException e) {
      return new Item.End();
    }
  }
}
