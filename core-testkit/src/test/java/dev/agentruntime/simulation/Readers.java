package dev.agentruntime.simulation;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.EventStream;
import dev.agentruntime.application.event.StreamEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who reads the streams of one process: must be told the log, all of it and nothing else. */
final class Readers {

  private final World world;
  private final Instance home;
  private final EventFeed feed;
  private final Map<SessionId, Reader> readers = new LinkedHashMap<>();
  private boolean told;

  private static final class Reader {
    private final EventStream stream;
    private long position;

    Reader(EventStream stream) {
      this.stream = stream;
    }
  }

  Readers(World world, Instance home, EventFeed feed) {
    this.world = world;
    this.home = home;
    this.feed = feed;
    feed.onRecorded(this::told);
  }

  /** Somebody reads that session from its beginning. */
  void open(SessionId session) {
    readers.put(session, new Reader(feed.open(session, 0)));
  }

  /** The process publishes something, on whatever thread. */
  private void told() {
    told = true;
    if (home.ports().isInTransaction()) {
      throw world.violated("events are published within their transaction");
    }
  }

  /** Reads what there is, if there is something. */
  void read() {
    if (told) {
      told = false;
      readers.values().forEach(this::read);
    }
  }

  private void read(Reader reader) {
    try {
      Optional<StreamEntry> entry = reader.stream.take(Duration.ZERO);
      while (entry.isPresent()) {
        if (entry.get() instanceof StreamEntry.Recorded recorded) {
          take(reader, recorded.event());
        }
        entry = reader.stream.take(Duration.ZERO);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw world.violated("a reader was interrupted");
    }
  }

  private void take(Reader reader, RecordedEvent event) {
    if (event.position() != reader.position + 1) {
      throw world.violated(
          "a reader was told event %d behind %d".formatted(event.position(), reader.position));
    }
    reader.position = event.position();
    if (!world.auditor().has(event)) {
      throw world.violated(
          "a reader was told %s at %d, which is not committed"
              .formatted(event.type(), event.position()));
    }
  }
}
