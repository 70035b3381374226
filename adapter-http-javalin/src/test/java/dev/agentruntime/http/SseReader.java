package dev.agentruntime.http;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads text/event-stream as the WHATWG HTML standard says it. Every frame of a stream that is open
 * is held to the OpenAPI document.
 */
final class SseReader implements AutoCloseable {

  private final Optional<HttpResponse<InputStream>> response;
  private final BufferedReader lines;
  private int comments;

  SseReader(HttpResponse<InputStream> response) {
    this(Optional.of(response), response.body());
    ResponseContract.shipped()
        .check(
            response.request().method(),
            response.request().uri().getPath(),
            response.statusCode(),
            Served.Answer.firsts(response.headers().map()),
            Optional.empty());
  }

  private SseReader(Optional<HttpResponse<InputStream>> response, InputStream in) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** A reader of what came already of a session's stream. */
  static SseReader over(InputStream in) {
    return new SseReader(Optional.empty(), in);
  }

  /** A dispatched event; the id is that of the frame, if it has one. */
  record Frame(Optional<String> id, String name, String data) {
    JsonObject json() {
      return JsonText.readObject(data);
    }
  }

  HttpResponse<InputStream> response() {
    return response.orElseThrow();
  }

  /** Reads until that many comments came; what else comes is passed over. */
  void awaitComments(int count) {
    try {
      for (String line = lines.readLine();
          line != null && comments < count;
          line = lines.readLine()) {
        if (line.startsWith(":")) {
          comments++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next event; nothing at the end of the stream. */
  Optional<Frame> next() {
    try {
      Optional<Frame> frame = read();
      frame.ifPresent(this::check);
      return frame;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private void check(Frame frame) {
    response.ifPresent(
        answer ->
            ResponseContract.shipped()
                .check(answer.request().method(), answer.request().uri().getPath(), frame));
  }

  private Optional<Frame> read() throws IOException {
    Optional<String> id = Optional.empty();
    String name = "message";
    var data = new ArrayList<String>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          return Optional.of(new Frame(id, name, String.join("\n", data)));
        }
        name = "message";
      } else if (line.startsWith(":")) {
        comments++;
      } else {
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
        switch (field) {
          case "id" -> id = Optional.of(value);
          case "event" -> name = value;
          case "data" -> data.add(value);
          default -> {}
        }
      }
    }
    return Optional.empty();
  }

  /** Events up to and with the first of that name, or the end. */
  List<Frame> until(String name) {
    var frames = new ArrayList<Frame>();
    Optional<Frame> frame = next();
    while (frame.isPresent()) {
      frames.add(frame.get());
      if (frame.get().name().equals(name)) {
        return frames;
      }
      frame = next();
    }
    return frames;
  }

  /** All events up to the end. */
  List<Frame> all() {
    return until("");
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
