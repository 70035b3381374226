package dev.agentruntime.http;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Writes a stream of events as text/event-stream. Data is canonical JSON, which has no line breaks,
 * and names and ids are ours, so nothing that is told can end a frame. Used by one thread.
 *
 * <p>An {@link IOException} means that the reader is gone.
 */
final class SseWriter {

  /** How long a reader should wait before it connects again. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static final byte[] HEARTBEAT = bytes(": \n\n");

  private final OutputStream out;
  private final Duration heartbeat;
  private final BooleanSupplier stillAllowed;
  private long looked = System.nanoTime();

  /**
   * Writes to a reader.
   *
   * @param heartbeat after which silence is broken
   * @param stillAllowed whether what the reader came with still opens something; asked as often as
   *     that
   */
  SseWriter(OutputStream out, Duration heartbeat, BooleanSupplier stillAllowed) {
    this.out = out;
    this.heartbeat = heartbeat;
    this.stillAllowed = stillAllowed;
  }

  /** How long to wait for the next event before a heartbeat is due. */
  Duration patience() {
    return heartbeat;
  }

  /** Begins the stream, so that the reader knows at once that it stands. */
  void open() throws IOException {
    out.write(bytes("retry: " + RETRY.toMillis() + "\n: open\n\n"));
    out.flush();
  }

  void heartbeat() throws IOException {
    out.write(HEARTBEAT);
    flush();
  }

  /** Writes a frame without a place of its own. */
  void write(byte[] frame) throws IOException {
    out.write(frame);
  }

  /** Writes a frame with the place it has in this very stream. */
  void write(String id, byte[] frame) throws IOException {
    out.write(bytes("id: " + id + "\n"));
    out.write(frame);
  }

  /** Sends what was written. A reader whose key was revoked gets no more. */
  void flush() throws IOException {
    out.flush();
    if (System.nanoTime() - looked >= heartbeat.toNanos()) {
      looked = System.nanoTime();
      if (!stillAllowed.getAsBoolean()) {
        throw Problem.of(
                ProblemCode.UNAUTHORIZED, "the key was revoked, or the browser session is over")
            .exception();
      }
    }
  }

  /** Something about the stream itself; it has no id, since nobody can come back to it. */
  void tell(String name, JsonObject data) throws IOException {
    out.write(frame(name, data));
    out.flush();
  }

  /** A recorded event in the form that it has for every reader: without an id. */
  static byte[] frame(RecordedEvent event) {
    return frame(event.type(), EventBody.of(event));
  }

  static byte[] frame(Delta piece) {
    return frame(EventBody.name(piece), EventBody.of(piece));
  }

  private static byte[] frame(String name, JsonObject data) {
    return bytes("event: " + name + "\ndata: " + data.canonical() + "\n\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
