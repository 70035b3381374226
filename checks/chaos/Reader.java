import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Reads a stream to the end of the run: from any instance, and behind the last id from another one
 * whenever it breaks or is silent for longer than a heartbeat.
 */
final class Reader implements Runnable {

  /** A heartbeat comes every 15 seconds. */
  private static final int SILENCE_MILLIS = 20_000;

  private final Api api;
  private final Findings findings;
  private final Random random;
  private final String path;
  private final Consumer<Event> told;
  private final List<Event> seen = new CopyOnWriteArrayList<>();
  private volatile boolean over;
  private volatile HttpURLConnection connection;
  private volatile String last = "";

  /**
   * An event as it was told.
   *
   * @param id its place in this stream
   * @param frame everything that stands in it
   */
  record Event(String id, String type, Object frame) {

    String eventId() {
      return Json.text(frame, "event_id");
    }

    String session() {
      return Json.text(frame, "session_id");
    }

    long position() {
      return Json.number(frame, "position");
    }

    String turn() {
      return Json.text(frame, "correlation_id");
    }

    Object data() {
      return Json.at(frame, "data");
    }
  }

  Reader(Api api, Findings findings, Random random, String path, Consumer<Event> told) {
    this.api = api;
    this.findings = findings;
    this.random = random;
    this.path = path;
    this.told = told;
  }

  /** Everything that came, in the order in which it came. */
  List<Event> seen() {
    return seen;
  }

  void stop() {
    over = true;
    HttpURLConnection open = connection;
    if (open != null) {
      open.disconnect();
    }
  }

  @Override
  public void run() {
    while (!over) {
      Instance instance = api.any(random);
      try {
        findings.count("streams");
        read(instance);
      } catch (IOException e) {
        findings.count("streams broken");
      }
      if (!over) {
        World.pause(Duration.ofMillis(200 + random.nextInt(600)));
      }
    }
  }

  private void read(Instance instance) throws IOException {
    var open =
        (HttpURLConnection) URI.create(instance.url() + "/api/v1" + path).toURL().openConnection();
    connection = open;
    open.setConnectTimeout(3000);
    open.setReadTimeout(SILENCE_MILLIS);
    open.setRequestProperty("Authorization", "Bearer " + World.KEY);
    open.setRequestProperty("Accept", "text/event-stream");
    if (!last.isEmpty()) {
      open.setRequestProperty("Last-Event-ID", last);
    }
    int status = open.getResponseCode();
    if (status != 200) {
      findings.require(status >= 500, "a stream of " + path + " was answered with " + status);
      findings.require(status != 500, instance.name() + " answered a stream with 500");
      return;
    }
    try (var lines =
        new BufferedReader(new InputStreamReader(open.getInputStream(), StandardCharsets.UTF_8))) {
      frames(lines, instance);
    } finally {
      open.disconnect();
    }
  }

  private void frames(BufferedReader lines, Instance instance) throws IOException {
    String id = "";
    String type = "";
    String data = "";
    for (String line = lines.readLine(); line != null && !over; line = lines.readLine()) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          take(new Event(id, type, Json.read(data)), instance);
          if (api.isCut(random)) {
            findings.count("streams cut");
            return;
          }
        }
        id = type = data = "";
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        type = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      }
    }
  }

  private void take(Event event, Instance instance) {
    if (!event.id().isEmpty()) {
      last = event.id();
      seen.add(event);
      told.accept(event);
    } else if (event.type().equals("stream.reset")) {
      findings.violation(instance.name() + " did not know its own id " + last + " of " + path);
    } else if (event.type().equals("problem")) {
      findings.count("streams ended by a problem");
      findings.require(
          Json.number(event.frame(), "status") != 500,
          instance.name() + " ended a stream with " + Json.write(event.frame()));
    } else {
      findings.count("frames without an id");
    }
  }
}
