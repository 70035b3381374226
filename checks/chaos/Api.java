import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The interface of all instances: a request goes to any of them, and to another one where that does
 * not answer, until it is answered.
 */
final class Api {

  private static final Duration PATIENCE = Duration.ofSeconds(7);

  private final List<Instance> instances;
  private final Findings findings;
  private final int cuts;
  private volatile boolean closed;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();

  /** An answer that is final. */
  record Answer(int status, Object body) {

    boolean isOk() {
      return status / 100 == 2;
    }

    String code() {
      return Json.text(body, "code");
    }
  }

  /**
   * An interface of these.
   *
   * @param cuts how many of a thousand answers are not waited for
   */
  Api(List<Instance> instances, Findings findings, int cuts) {
    this.instances = instances;
    this.findings = findings;
    this.cuts = cuts;
  }

  /** Whether whoever asks hangs up this time. */
  boolean isCut(Random random) {
    return random.nextInt(1000) < cuts;
  }

  Instance any(Random random) {
    return instances.get(random.nextInt(instances.size()));
  }

  private Instance another(Random random, Instance failed) {
    List<Instance> others = instances.stream().filter(one -> !one.equals(failed)).toList();
    return others.isEmpty() ? failed : others.get(random.nextInt(others.size()));
  }

  /** Asks until there is a final answer; whatever is sent carries the same key each time. */
  Answer ask(Random random, String method, String path, Object body, String key) {
    var request = HttpRequest.newBuilder().timeout(PATIENCE);
    request.header("Authorization", "Bearer " + World.KEY);
    request.header("Content-Type", "application/json");
    if (method.equals("POST")) {
      request.header("Idempotency-Key", UUID.nameUUIDFromBytes(key.getBytes()).toString());
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(Json.write(body)));
    Instance instance = any(random);
    while (!closed) {
      HttpRequest sent = request.uri(URI.create(instance.url() + "/api/v1" + path)).build();
      Optional<Answer> answer =
          isCut(random) ? hangUp(sent, random) : attempt(sent, instance, path);
      if (answer.isPresent()) {
        return answer.get();
      }
      instance = another(random, instance);
      World.pause(Duration.ofMillis(100 + random.nextInt(400)));
    }
    throw new IllegalStateException("the time is over, and nobody answered " + path);
  }

  /** Nothing is sent again any more. */
  void close() {
    closed = true;
  }

  Answer get(Random random, String path) {
    return ask(random, "GET", path, null, "");
  }

  /** Sends it and is gone before, while or after it is answered. */
  private Optional<Answer> hangUp(HttpRequest request, Random random) {
    findings.count("requests cut");
    CompletableFuture<?> sent = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    World.pause(Duration.ofMillis(random.nextInt(20)));
    sent.cancel(true);
    return Optional.empty();
  }

  private Optional<Answer> attempt(HttpRequest request, Instance instance, String path) {
    findings.count("requests");
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      Object body = response.body().isEmpty() ? Map.of() : Json.read(response.body());
      int status = response.statusCode();
      if (status == 500) {
        findings.violation(instance.name() + " answered " + path + " with " + response.body());
      }
      boolean again = status >= 500 || status == 429 || status == 408;
      findings.count(again ? "requests answered with " + status : "requests answered");
      return again ? Optional.empty() : Optional.of(new Answer(status, body));
    } catch (IOException e) {
      findings.count("requests without an answer");
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", e);
    }
  }
}
