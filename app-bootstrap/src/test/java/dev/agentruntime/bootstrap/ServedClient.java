package dev.agentruntime.bootstrap;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Speaks to a server that may be killed at any moment. */
final class ServedClient implements AutoCloseable {

  /** Of a server that is stopping: what was asked for is not done. */
  static final int UNAVAILABLE = 503;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Supplier<URI> address;

  ServedClient(ServedProgram server) {
    this(server::address);
  }

  /**
   * A client of servers over one database.
   *
   * @param address of the one that is asked next
   */
  ServedClient(Supplier<URI> address) {
    this.address = address;
  }

  /** A frame of a stream. */
  record Frame(Optional<String> id, String name, JsonObject data) {

    static Frame parse(String text) {
      Optional<String> id = Optional.empty();
      String name = "";
      String data = "{}";
      for (String line : text.lines().toList()) {
        String value = line.substring(line.indexOf(' ') + 1);
        if (line.startsWith("id: ")) {
          id = Optional.of(value);
        } else if (line.startsWith("event: ")) {
          name = value;
        } else if (line.startsWith("data: ")) {
          data = value;
        }
      }
      return new Frame(id, name, JsonText.readObject(data));
    }

    boolean isComment() {
      return name.isEmpty();
    }

    /** Whether it is of the log, and not of this stream alone. */
    boolean isDurable() {
      return id.isPresent();
    }
  }

  JsonObject get(String path) throws IOException, InterruptedException {
    return json(http.send(request(path).build(), BodyHandlers.ofString()));
  }

  JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
    return json(
        http.send(
            request(path).POST(BodyPublishers.ofString(body.canonical())).build(),
            BodyHandlers.ofString()));
  }

  /** The answer as it is, without a look at its status. */
  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.get().resolve(path))
        .header("Authorization", "Bearer " + ServedProgram.KEY)
        .header("Content-Type", "application/json");
  }

  private static JsonObject json(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new AssertionError(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
    }
    return JsonText.readObject(answer.body());
  }

  /** All events of a session as the log has them. */
  List<JsonObject> log(String session) throws IOException, InterruptedException {
    var log = new ArrayList<JsonObject>();
    while (true) {
      String after = Integer.toString(log.size());
      List<JsonObject> page = data(get(session + "/events?limit=1000&after=" + after));
      if (page.isEmpty()) {
        return log;
      }
      log.addAll(page);
    }
  }

  static List<JsonObject> data(JsonObject page) {
    return page.array("data").stream().map(JsonObject.class::cast).toList();
  }

  /**
   * Makes a session.
   *
   * @return its path
   */
  String session() throws IOException, InterruptedException {
    JsonObject made = post("/api/v1/sessions", JsonObject.builder().put("agent", "coder").build());
    return "/api/v1/sessions/" + made.string("id").orElseThrow();
  }

  /**
   * Adds a webhook for everything that happens.
   *
   * @return its secret
   */
  String webhook(String url) throws IOException, InterruptedException {
    return post(
            "/api/v1/webhooks",
            JsonObject.builder().put("url", url).put("types", List.of("*")).build())
        .string("secret")
        .orElseThrow();
  }

  /** Opens the stream of all sessions. */
  Stream openAll() throws IOException, InterruptedException {
    return open(request("/api/v1/events"));
  }

  /** Opens a stream that answers a POST. */
  Stream open(String path, JsonObject body) throws IOException, InterruptedException {
    return open(request(path).POST(BodyPublishers.ofString(body.canonical())));
  }

  /** Opens a session's stream behind what was seen of it. */
  Stream follow(String session, Optional<String> lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(session + "/events");
    lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
    return open(request);
  }

  private Stream open(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(
            request.header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() == UNAVAILABLE) {
      answer.body().close();
      throw new IOException("the server is stopping");
    }
    if (answer.statusCode() != 200) {
      String problem = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
      throw new AssertionError(answer.uri() + ": " + answer.statusCode() + " " + problem);
    }
    return new Stream(answer.body());
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** An open stream. To close it breaks the connection off. */
  static final class Stream implements AutoCloseable {

    private final InputStream in;
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private int parsed;

    private Stream(InputStream in) {
      this.in = in;
    }

    /**
     * Reads so many bytes.
     *
     * @throws IOException if the stream breaks
     */
    void read(int bytes) throws IOException {
      byte[] buffer = new byte[bytes];
      int left = bytes;
      for (int count = in.read(buffer, 0, left); count > 0; count = in.read(buffer, 0, left)) {
        got.write(buffer, 0, count);
        left -= count;
      }
    }

    /** Reads until the connection ends, in whatever way. */
    void readToTheBreak() {
      try {
        in.transferTo(got);
      } catch (IOException broken) {
        // That is what it was read for.
        return;
      }
    }

    /** Reads what is left; throws if the stream breaks before its end. */
    List<Frame> rest() throws IOException {
      in.transferTo(got);
      return frames();
    }

    /** Reads up to and with the first frame of that name. */
    List<Frame> until(String name) throws IOException {
      return until(Set.of(name));
    }

    /** Reads up to and with the first frame of one of those names. */
    List<Frame> until(Set<String> names) throws IOException {
      var frames = new ArrayList<Frame>();
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        got.write(octet);
        if (octet == '\n') {
          frames.addAll(frames());
        }
        if (!frames.isEmpty() && names.contains(frames.getLast().name())) {
          return frames;
        }
      }
      throw new IOException("the stream ended before " + names + ", behind " + frames);
    }

    /** The frames that have come whole since they were asked for the last time. */
    List<Frame> frames() {
      String text = got.toString(StandardCharsets.UTF_8);
      var frames = new ArrayList<Frame>();
      for (int end = text.indexOf("\n\n", parsed); end >= 0; end = text.indexOf("\n\n", parsed)) {
        frames.add(Frame.parse(text.substring(parsed, end)));
        parsed = end + 2;
      }
      frames.removeIf(Frame::isComment);
      return frames;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
