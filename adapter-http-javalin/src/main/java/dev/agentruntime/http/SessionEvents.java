package dev.agentruntime.http;

import dev.agentruntime.application.event.EventStream;
import dev.agentruntime.application.event.StreamEntry;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The events of one session, from a position on, for as long as it is there and the reader stays.
 */
final class SessionEvents implements EventSource {

  private final SessionId session;
  private final EventStream stream;
  private final Ending ending;

  /** Decides when the stream is over by itself. */
  interface Ending {

    /** A stream that follows the session for ever. */
    Ending NEVER = (entry, quiet) -> false;

    /**
     * Whether the stream is over behind this entry.
     *
     * @param quiet whether nothing more waits at the moment
     */
    boolean isOver(StreamEntry entry, boolean quiet);
  }

  SessionEvents(SessionId session, EventStream stream, Ending ending) {
    this.session = session;
    this.stream = stream;
    this.ending = ending;
  }

  @Override
  public void run(SseWriter writer) throws IOException, InterruptedException {
    while (true) {
      Optional<StreamEntry> taken = stream.take(writer.patience());
      if (taken.isEmpty()) {
        writer.heartbeat();
      }
      while (taken.isPresent()) {
        StreamEntry entry = taken.get();
        if (!write(entry, writer)) {
          return;
        }
        taken = stream.take(Duration.ZERO);
        if (ending.isOver(entry, taken.isEmpty())) {
          writer.flush();
          return;
        }
      }
      writer.flush();
    }
  }

  /** Writes an entry; false if it was the last. */
  private boolean write(StreamEntry entry, SseWriter writer) throws IOException {
    switch (entry) {
      case StreamEntry.Recorded recorded -> {
        writer.write(
            Long.toString(recorded.event().position()),
            recorded.form().orMake(() -> SseWriter.frame(recorded.event())));
        if (recorded.event().event() instanceof SessionEvent.Deleted) {
          writer.tell("stream.closing", Closing.SESSION_DELETED.body());
          return false;
        }
      }
      case StreamEntry.Piece piece ->
          writer.write(piece.form().orMake(() -> SseWriter.frame(piece.delta())));
      case StreamEntry.Snapshot snapshot -> writer.tell("message.snapshot", EventBody.of(snapshot));
      case StreamEntry.Live live -> writer.tell("stream.live", position(live.position()));
      case StreamEntry.Reset reset -> writer.tell("stream.reset", reset(reset.position()));
      case StreamEntry.CutOff cutOff -> {
        writer.tell("stream.cut_off", JsonObject.empty());
        return false;
      }
      case StreamEntry.Ended ended -> {
        writer.tell("stream.closing", Closing.SERVER_STOPPING.body());
        return false;
      }
    }
    return true;
  }

  private static JsonObject position(long position) {
    return JsonObject.builder().put("position", position).build();
  }

  private JsonObject reset(long position) {
    return JsonObject.builder()
        .put("position", position)
        .put("snapshot", Route.API + "/sessions/" + session + "?include_messages=true")
        .build();
  }

  @Override
  public void close() {
    stream.close();
  }
}
