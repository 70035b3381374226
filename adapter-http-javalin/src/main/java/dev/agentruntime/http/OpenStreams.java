package dev.agentruntime.http;

import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What is open for long, streams and readers who wait: bounded for each key, ended together when
 * the server stops. Safe for many threads.
 */
final class OpenStreams {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Place> open = new HashSet<>();
  private final Map<String, Integer> perKey = new HashMap<>();
  private final int most;
  private boolean closing;

  OpenStreams(int most) {
    this.most = most;
  }

  /** Something that takes one of a key's places and ends soon after it is told to. */
  interface Place extends AutoCloseable {

    /** Lets it come to its end soon. Called by any thread. */
    @Override
    void close();
  }

  /** Begins to answer with a stream. */
  interface Start {
    /** The writer; nothing if the stream is over with its head. */
    Optional<SseWriter> writer() throws IOException;
  }

  /**
   * Serves a stream on the calling thread until it ends or the reader is gone, and gives its place
   * back, also where it could not even begin. What breaks it is told as its last event.
   */
  void serve(
      Caller caller,
      EventSource source,
      Start start,
      Function<RuntimeException, JsonObject> failure)
      throws IOException, InterruptedException {
    try (source) {
      Optional<SseWriter> writer = start.writer();
      if (writer.isPresent()) {
        serve(source, writer.get(), failure);
      }
    } finally {
      leave(caller, source);
    }
  }

  private static void serve(
      EventSource source, SseWriter writer, Function<RuntimeException, JsonObject> failure)
      throws IOException, InterruptedException {
    try {
      writer.open();
      source.run(writer);
    } catch (RuntimeException e) {
      writer.tell("problem", failure.apply(e));
    }
  }

  /** Waits on the calling thread, and has one of the key's places for as long. */
  void hold(Caller caller, Place place, Runnable waiting) {
    try (place) {
      enter(caller, place);
      try {
        waiting.run();
      } finally {
        leave(caller, place);
      }
    }
  }

  /** Takes one of the key's places; {@link #serve} gives it back. */
  void enter(Caller caller, Place source) {
    lock.lock();
    try {
      if (closing) {
        throw Problem.of(ProblemCode.UNAVAILABLE, "the server is stopping; connect again")
            .retryAfter(Duration.ofSeconds(1))
            .exception();
      }
      if (perKey.getOrDefault(caller.key(), 0) >= most) {
        throw Problem.of(
                ProblemCode.TOO_MANY_STREAMS,
                "this key has "
                    + most
                    + " open streams already; close one, or read several sessions by one stream at "
                    + Route.API
                    + "/events")
            .retryAfter(Duration.ofSeconds(5))
            .exception();
      }
      perKey.merge(caller.key(), 1, Integer::sum);
      open.add(source);
    } finally {
      lock.unlock();
    }
  }

  private void leave(Caller caller, Place source) {
    lock.lock();
    try {
      if (open.remove(source)) {
        perKey.compute(
            caller.key(), (key, count) -> count == null || count == 1 ? null : count - 1);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return open.size();
    } finally {
      lock.unlock();
    }
  }

  /** Tells all readers that the server is closing, and waits until they know, but not for ever. */
  void close(Duration patience) {
    lock.lock();
    try {
      closing = true;
      List.copyOf(open).forEach(Place::close);
      long left = patience.toNanos();
      while (!open.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
