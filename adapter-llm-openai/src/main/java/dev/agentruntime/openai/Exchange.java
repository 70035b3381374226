package dev.agentruntime.openai;

import com.openai.core.http.HttpResponse;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, read on a thread of its own. So the caller can stop waiting at any
 * moment, whatever the network code is busy with: looking up a name cannot be interrupted, for one.
 */
final class Exchange implements AutoCloseable {

  /** What was read. */
  sealed interface Signal {

    /** The first byte of the body: from now on another limit holds. */
    record Started() implements Signal {}

    /**
     * The data of an event.
     *
     * @param tail the body ended inside this event, so it may be half of one
     */
    record Event(String data, boolean tail) implements Signal {}

    /** The body, which is no event stream. */
    record Whole(String body, String contentType) implements Signal {}

    /** The event by which the stream says that it is complete. */
    record Done() implements Signal {}

    /** The body is over; nothing says whether the stream was complete. */
    record End() implements Signal {}

    /** The request failed, or the body broke off. */
    record Broken(Throwable cause) implements Signal {}
  }

  /** Small: lines may be megabytes. */
  private static final int READ_AHEAD = 8;

  private static final String DONE = "[DONE]";

  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(READ_AHEAD);
  private final Callable<? extends HttpResponse> request;
  private final long sentAt = System.nanoTime();
  private final Thread reader;
  private volatile long lastByteAt;
  private volatile boolean started;
  private boolean ended;

  private Exchange(Callable<? extends HttpResponse> request) {
    this.request = request;
    this.reader = Thread.ofVirtual().name("model-reply").unstarted(this::read);
  }

  /** Sends a request without waiting for anything. */
  static Exchange start(Callable<? extends HttpResponse> request) {
    var exchange = new Exchange(request);
    exchange.reader.start();
    return exchange;
  }

  /** The next signal, or null if none came within that time. */
  @Nullable Signal poll(long nanos) throws InterruptedException {
    Signal signal = signals.poll(nanos, TimeUnit.NANOSECONDS);
    ended = signal != null && !(signal instanceof Signal.Started || signal instanceof Signal.Event);
    return signal;
  }

  /** Whether a byte of the body has come. */
  boolean hasStarted() {
    return started;
  }

  /**
   * By {@link System#nanoTime()}: when the last byte came; before the first one, when it was asked.
   */
  long lastActivity() {
    return started ? lastByteAt : sentAt;
  }

  /**
   * Drops what is not read yet. A connection that was read to its end stays open for the next
   * request.
   */
  @Override
  public void close() {
    if (!ended) {
      reader.interrupt();
    }
  }

  private void read() {
    try {
      try (HttpResponse response = request.call()) {
        read(response);
      } catch (InterruptedException e) {
        throw e;
      } catch (Throwable e) { // Whatever it is, the caller must not wait for it in vain.
        signals.put(new Signal.Broken(e));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Nobody waits any more.
    }
  }

  private void read(HttpResponse response) throws IOException, InterruptedException {
    var lines = new LineReader(response.body(), this::touch);
    String first = lines.next();
    while (first != null && first.isBlank()) {
      first = lines.next();
    }
    if (first == null) {
      signals.put(new Signal.End());
    } else if (EventDecoder.canBegin(first)) {
      readEvents(first, lines);
    } else {
      String type = response.headers().values("Content-Type").stream().findFirst().orElse("");
      signals.put(new Signal.Whole(first + "\n" + lines.rest(), type));
    }
  }

  private void readEvents(String first, LineReader lines) throws IOException, InterruptedException {
    var decoder = new EventDecoder();
    for (String line = first; line != null; line = lines.next()) {
      String data = decoder.take(line);
      if (data != null && isDone(data)) {
        signals.put(new Signal.Done());
        return;
      } else if (data != null) {
        signals.put(new Signal.Event(data, false));
      }
    }
    String tail = decoder.pending();
    if (isDone(tail)) {
      signals.put(new Signal.Done());
      return;
    }
    if (!tail.isEmpty()) {
      signals.put(new Signal.Event(tail, true));
    }
    signals.put(new Signal.End());
  }

  private static boolean isDone(String data) {
    return data.startsWith(DONE);
  }

  private void touch() {
    lastByteAt = System.nanoTime();
    if (!started) {
      started = true;
      signals.add(new Signal.Started()); // The first of all signals always has room.
    }
  }
}
