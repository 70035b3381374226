package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.bootstrap.ServedClient.Frame;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends each request until it is answered, however often the server dies meanwhile. */
final class StubbornClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** A turn rests behind these. */
  private static final Set<String> RESTS =
      Set.of(
          "turn.waiting",
          "turn.completed",
          "turn.failed",
          "turn.cancelled",
          "turn.limit_reached",
          "session.closed");

  private final ServedClient client;
  private final Runnable revive;

  /**
   * A client.
   *
   * @param revive brings the server back to life, if it is dead
   */
  StubbornClient(ServedClient client, Runnable revive) {
    this.client = client;
    this.revive = revive;
  }

  private interface Attempt<T> {
    T make() throws IOException, InterruptedException;
  }

  private <T> T untilAnswered(Attempt<T> attempt) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        return attempt.make();
      } catch (IOException broken) {
        revive.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
    throw new AssertionError("the server does not answer");
  }

  /** Where it is not served, it is asked for again, as where nobody answers. */
  private HttpResponse<String> served(HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = client.send(request);
    if (answer.statusCode() == ServedClient.UNAVAILABLE) {
      throw new IOException("the server is stopping");
    }
    return answer;
  }

  JsonObject get(String path) {
    return json(read(path));
  }

  /** Nothing where it is there no more. */
  Optional<JsonObject> find(String path) {
    HttpResponse<String> answer = read(path);
    return answer.statusCode() == 404 ? Optional.empty() : Optional.of(json(answer));
  }

  private HttpResponse<String> read(String path) {
    return untilAnswered(() -> served(client.request(path).timeout(ANSWER).build()));
  }

  /** Sends it under a key, so that it is done once. */
  JsonObject post(String path, String key, JsonObject body) {
    return json(send(path, "POST", Optional.of(key), body));
  }

  /** Nothing where it is there no more. */
  Optional<JsonObject> put(String path, JsonObject body) {
    HttpResponse<String> answer = send(path, "PUT", Optional.empty(), body);
    return answer.statusCode() == 404 ? Optional.empty() : Optional.of(json(answer));
  }

  /** What is there no more was closed before, and cleaned up. */
  void close(String session) {
    assertThat(send(session + "/close", "POST", Optional.empty(), JsonObject.empty()).statusCode())
        .isIn(200, 404);
  }

  /** What is there no more was deleted before. */
  void delete(String path) {
    assertThat(send(path, "DELETE", Optional.empty(), JsonObject.empty()).statusCode())
        .isIn(204, 404);
  }

  private HttpResponse<String> send(
      String path, String method, Optional<String> key, JsonObject body) {
    return untilAnswered(
        () -> {
          HttpRequest.Builder request =
              client
                  .request(path)
                  .timeout(ANSWER)
                  .method(method, BodyPublishers.ofString(body.canonical()));
          key.ifPresent(name -> request.header("Idempotency-Key", name));
          return served(request.build());
        });
  }

  private static JsonObject json(HttpResponse<String> answer) {
    assertThat(answer.statusCode())
        .as("%s %s: %s", answer.request().method(), answer.uri(), answer.body())
        .isLessThan(300);
    return JsonText.readObject(answer.body());
  }

  /** The session, when its turn rests. */
  JsonObject atRest(String session) {
    JsonObject seen = get(session);
    while (seen.string("status").orElseThrow().equals("running")) {
      awaitRest(session, seen);
      seen = get(session);
    }
    return seen;
  }

  /** Waits until the session rests behind where it was seen. */
  void awaitRest(String session, JsonObject seen) {
    Optional<String> position = Optional.of(seen.integer("position").orElseThrow().toString());
    untilAnswered(() -> follow(session, position));
  }

  private Optional<Frame> follow(String session, Optional<String> position)
      throws IOException, InterruptedException {
    try (ServedClient.Stream stream = client.follow(session, position)) {
      return Optional.of(stream.until(RESTS).getLast());
    }
  }

  /** All events of a session as the log has them. */
  List<JsonObject> log(String session) {
    return untilAnswered(() -> client.log(session));
  }
}
