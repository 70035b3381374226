package dev.agentruntime.http;

import dev.agentruntime.application.event.LedgerStream;
import dev.agentruntime.application.event.LedgerStreamEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The events of all sessions of an owner in the order they were committed, for as long as the
 * reader stays. What does not fit the filter moves the cursor all the same.
 */
final class AllEvents implements EventSource {

  private final LedgerStream stream;
  private final Predicate<RecordedEvent> wanted;
  private final Optional<LedgerStreamEntry> first;

  AllEvents(LedgerStream stream, Predicate<RecordedEvent> wanted) {
    this(stream, wanted, Optional.empty());
  }

  private AllEvents(
      LedgerStream stream, Predicate<RecordedEvent> wanted, Optional<LedgerStreamEntry> first) {
    this.stream = stream;
    this.wanted = wanted;
    this.first = first;
  }

  /** A stream from the end, for a reader that wanted to go on from nowhere. */
  static AllEvents reset(LedgerStream stream, Predicate<RecordedEvent> wanted, String end) {
    return new AllEvents(stream, wanted, Optional.of(new LedgerStreamEntry.Reset(end)));
  }

  @Override
  public void run(SseWriter writer) throws IOException, InterruptedException {
    if (first.isPresent()) {
      write(first.get(), writer);
    }
    while (true) {
      Optional<LedgerStreamEntry> taken = stream.take(writer.patience());
      if (taken.isEmpty()) {
        writer.heartbeat();
      }
      while (taken.isPresent()) {
        if (!write(taken.get(), writer)) {
          return;
        }
        taken = stream.take(Duration.ZERO);
      }
      writer.flush();
    }
  }

  /** Writes an entry; false if it was the last. */
  private boolean write(LedgerStreamEntry entry, SseWriter writer) throws IOException {
    switch (entry) {
      case LedgerStreamEntry.Recorded recorded when wanted.test(recorded.event()) ->
          writer.write(
              recorded.entry().cursor(),
              recorded.form().orMake(() -> SseWriter.frame(recorded.event())));
      case LedgerStreamEntry.Recorded unwanted -> {}
      case LedgerStreamEntry.Live live -> writer.tell("stream.live", cursor(live.cursor()).build());
      case LedgerStreamEntry.Reset reset ->
          writer.tell(
              "stream.reset",
              cursor(reset.cursor()).put("snapshot", Route.API + "/sessions").build());
      case LedgerStreamEntry.Ended ended -> {
        writer.tell("stream.closing", Closing.SERVER_STOPPING.body());
        return false;
      }
    }
    return true;
  }

  private static JsonObject.Builder cursor(String cursor) {
    return JsonObject.builder().put("cursor", cursor);
  }

  @Override
  public void close() {
    stream.close();
  }
}
